package io.github.tracker6.testkit;

import io.github.tracker6.store.shared.ChangeLog;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** The log in memory keeps the contract of change logs. */
class MemoryChangeLogContractTest extends ChangeLogContract {
    @Override
    protected Backend createBackend() {
        return new MemoryBackend();
    }

    private static final class MemoryBackend implements Backend {
        private final MemoryLogServer server = new MemoryLogServer(Clock.systemUTC());
        private final List<MemoryChangeLog> connections = new ArrayList<>();

        @Override
        public ChangeLog connect() {
            MemoryChangeLog log = server.connection();
            connections.add(log);
            return log;
        }

        @Override
        public void loseTail(int entries) {
            server.loseTail(entries);
            breakConnections();
        }

        @Override
        public void breakConnections() {
            connections.forEach(MemoryChangeLog::breakOff);
        }

        @Override
        public void forget() {
            server.forget();
        }

        @Override
        public void close() {}
    }
}
