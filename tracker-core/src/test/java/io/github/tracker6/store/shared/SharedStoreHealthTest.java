package io.github.tracker6.store.shared;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.health.Health;
import io.github.tracker6.health.HealthState;
import io.github.tracker6.store.shared.SharedStoreHealth.Phase;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SharedStoreHealthTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "CONNECTING  | false | -         | -    | DOWN     | not in step yet, connecting",
                "CONNECTING  | false | no access | -    | DOWN     | not in step yet, connecting: no access",
                "WAITING     | false | no log    | -    | DOWN     | not in step yet, waiting for the log: no log",
                "LOADING     | false | -         | -    | DOWN     | not in step yet, loading a snapshot",
                "CATCHING_UP | false | -         | full | DOWN     | not in step yet, catching up",
                "LIVE        | true  | -         | -    | UP       | ''",
                "LIVE        | true  | -         | full | DEGRADED | full",
                "LIVE        | true  | no memory | full | DEGRADED | no memory",
                "CONNECTING  | true  | away      | -    | DEGRADED | not in step with the other nodes, connecting: away",
                "WAITING     | true  | lost      | -    | DEGRADED | not in step with the other nodes, waiting for the log: lost",
                "CATCHING_UP | true  | away      | -    | DEGRADED | not in step with the other nodes, catching up: away",
                "CLOSED      | true  | -         | -    | DOWN     | closed",
            })
    void aNodeIsDownUntilItIsInStepForTheFirstTime(
            Phase phase,
            boolean wasLive,
            @Nullable String problem,
            @Nullable String table,
            HealthState state,
            String reason) {
        Health ofTable = table == null ? Health.UP : Health.degraded(table);
        SharedStoreHealth health = new SharedStoreHealth(
                phase, wasLive, true, problem, null, 0, 0, LogPosition.START, null, 0, 0, 0, 0, false, ofTable);
        assertThat(health.state()).isEqualTo(state);
        assertThat(health.reason()).isEqualTo(reason);
    }
}
