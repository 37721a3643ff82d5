package io.github.tracker6.redis.testing;

import io.lettuce.core.RedisURI;
import java.util.Optional;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;

/** The source of a Redis server. It is chosen once per JVM, and printed. */
interface RedisSource {
    /** The image that Docker runs. */
    String IMAGE = "redis:7.4-alpine";

    /** Returns a running server. */
    RedisServer open(RedisServers servers);

    /** Returns the source of this JVM. */
    static RedisSource ofThisJvm() {
        return Choice.SOURCE;
    }

    /** Returns the executable for servers that run as processes. */
    static RedisBinary binary() {
        return BinaryChoice.BINARY;
    }

    /**
     * Chooses the first source that is available.
     *
     * @param uri the URI to use, or an empty string
     */
    static RedisSource choose(String uri) {
        if (!uri.isEmpty()) {
            return new Given(RedisURI.create(uri));
        }
        return dockerAnswers() ? new Docker() : new LocalProcess();
    }

    private static boolean dockerAnswers() {
        try {
            return DockerClientFactory.instance().isDockerAvailable();
        } catch (RuntimeException none) {
            return false;
        }
    }

    private static void print(String what) {
        System.out.println("Redis for tests: " + what);
    }

    /** A server that runs already. */
    record Given(RedisURI address) implements RedisSource {
        @Override
        public RedisServer open(RedisServers servers) {
            RedisServer server = new Remote(address, servers.console());
            print(version(server) + " at the URI in " + RedisServers.URI_VARIABLE);
            return server;
        }
    }

    /** A container. */
    record Docker() implements RedisSource {
        @Override
        @SuppressWarnings("resource") // the servers close it
        public RedisServer open(RedisServers servers) {
            GenericContainer<?> container = new GenericContainer<>(DockerImageName.parse(IMAGE)).withExposedPorts(6379);
            try {
                container.start();
            } catch (RuntimeException e) {
                print("Docker answers, but cannot run " + IMAGE + ": " + e);
                container.close();
                return new LocalProcess().open(servers);
            }
            servers.keep(container);
            RedisServer server =
                    new Remote(RedisURI.create(container.getHost(), container.getFirstMappedPort()), servers.console());
            print(version(server) + " in Docker, " + IMAGE);
            return server;
        }
    }

    /** A process that this JVM starts. */
    record LocalProcess() implements RedisSource {
        @Override
        public RedisServer open(RedisServers servers) {
            return servers.start();
        }
    }

    /** A server that this JVM did not start as a process. */
    record Remote(RedisURI address, RedisConsole console) implements RedisServer {
        @Override
        public RedisURI uri() {
            return RedisURI.builder(address).build();
        }

        @Override
        public Object command(String... words) {
            return console.run(address, words);
        }
    }

    private static String version(RedisServer server) {
        return Optional.of(server.info("server", "valkey_version"))
                .filter(version -> !version.isEmpty())
                .map(version -> "Valkey " + version)
                .orElseGet(() -> "Redis " + server.info("server", "redis_version"));
    }

    /** Chooses on first use. */
    final class Choice {
        static final RedisSource SOURCE = choose(
                Optional.ofNullable(System.getenv(RedisServers.URI_VARIABLE)).orElse(""));

        private Choice() {}
    }

    /** Looks for the executable on first use. */
    final class BinaryChoice {
        static final RedisBinary BINARY = find();

        private BinaryChoice() {}

        private static RedisBinary find() {
            RedisBinary found =
                    RedisBinary.find(Optional.ofNullable(System.getenv("PATH")).orElse(""));
            print(found.version() + ", " + found.origin());
            return found;
        }
    }
}
