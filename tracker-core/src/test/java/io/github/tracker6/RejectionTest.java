package io.github.tracker6;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.tracker6.Rejection.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RejectionTest {
    @Test
    void textsReachFrom1To64Bytes() {
        assertThat(Rejection.malformed("x").reason()).isEqualTo(Reason.MALFORMED);
        assertThat(Rejection.forbidden("x".repeat(64)).text()).hasSize(64);
        assertThat(Rejection.forbidden("x").reason()).isEqualTo(Reason.FORBIDDEN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "12345678901234567890123456789012345678901234567890123456789012345",
                "line\nbreak",
                "tab\t",
                "caf\u00e9",
                "\u0000",
                "\u007f"
            })
    void otherTextsAreRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Rejection.malformed(text));
        assertThatIllegalArgumentException().isThrownBy(() -> Rejection.forbidden(text));
    }

    @Test
    void theTextHasTheReasonAndTheClientsText() {
        assertThat(Rejection.NOT_SERVED)
                .hasToString("Rejection[reason=NOT_SERVED, text=Unregistered torrent," + " retryAfterSeconds=0]");
    }

    @Test
    void secondsAreNotNegative() {
        assertThat(new Rejection(Reason.CAPACITY, "x", 0).retryAfterSeconds()).isZero();
        assertThatIllegalArgumentException().isThrownBy(() -> new Rejection(Reason.CAPACITY, "x", -1));
    }

    @Test
    void whatPassesByItselfIsTriedAgain() {
        assertThat(Rejection.UNAVAILABLE.retryAfterSeconds()).isPositive();
        assertThat(Rejection.UNAVAILABLE.retryAfterSeconds()).isPositive();
        assertThat(Rejection.MALFORMED.retryAfterSeconds()).isZero();
        assertThat(Rejection.NOT_SERVED.retryAfterSeconds()).isZero();
    }
}
