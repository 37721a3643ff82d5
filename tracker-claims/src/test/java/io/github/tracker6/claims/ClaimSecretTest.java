package io.github.tracker6.claims;

import static io.github.tracker6.claims.ClaimScene.announce;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.Endpoint;
import io.github.tracker6.Rejection;
import io.github.tracker6.address.Cidr;
import io.github.tracker6.engine.AnnounceRequest;
import io.github.tracker6.engine.TrackerHandler;
import io.github.tracker6.engine.TrackerInterceptor;
import io.github.tracker6.testkit.Await;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** An announce on behalf of a host carries what the host's own announce carried to show who it is. */
class ClaimSecretTest {
    private static final TrackerInterceptor GUARD = new TrackerInterceptor() {
        @Override
        public CompletionStage<AnnounceResponse> announce(
                AnnounceRequest request, AnnounceResponse response, TrackerHandler next) {
            boolean known = "/KEY/announce".equals(request.path())
                    && "KEY".equals(request.passkey())
                    && "TOKEN".equals(request.token());
            return known ? next.announce(request, response) : response.reject(Rejection.forbidden("Unknown"));
        }
    };

    @Test
    void aPublishedClaimPassesAGuardBehindTheClaims() {
        AddressClaimsBuilder trust =
                AddressClaims.builder().policy(ClaimPolicy.TRUST).trusted(List.of(Cidr.parse("192.0.2.0/24")));
        try (ClaimScene scene = ClaimScene.started(trust, GUARD)) {
            scene.send(announce(Endpoint.parse("192.0.2.7:7000"), Endpoint.parse("[2001:db8::7]:7000"))
                    .path("/KEY/announce")
                    .passkey("KEY")
                    .token("TOKEN"));
            Await.until("it is published", () -> scene.stats.published() == 1);
            assertThat(scene.stats.refusedByTracker()).isZero();
            assertThat(scene.store.totals().dualStackHosts()).isEqualTo(1);
        }
    }
}
