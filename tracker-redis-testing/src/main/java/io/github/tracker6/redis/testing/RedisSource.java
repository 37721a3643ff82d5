package io.github.tracker6.redis.testing;

import io.lettuce.core.RedisURI;
import java.util.Optional;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;

/** Where a Redis comes from. Decided once per JVM, and said aloud. */
interface RedisSource {
    /** The image that Docker runs. */
    String IMAGE = "redis:7.4-alpine";

    /** Makes the server ready. */
    RedisServer open(RedisServers servers);

    /** Returns the source for a server of any kind. */
    static RedisSource chosen() {
        return Chosen.SOURCE;
    }

    /** Returns the executable for processes of our own. */
    static RedisBinary binary() {
        return ChosenBinary.BINARY;
    }

    /**
     * Takes the first that is there.
     *
     * @param uri the URI to use, or an empty string
     */
    static RedisSource choose(String uri) {
        if (!uri.isEmpty()) {
            return new Existing(RedisURI.create(uri));
        }
        return dockerAnswers() ? new Docker() : new Own();
    }

    private static boolean dockerAnswers() {
        try {
            return DockerClientFactory.instance().isDockerAvailable();
        } catch (RuntimeException none) {
            return false;
        }
    }

    private static void say(String what) {
        System.out.println("Redis for tests: " + what);
    }

    /** A server that runs already. */
    record Existing(RedisURI address) implements RedisSource {
        @Override
        public RedisServer open(RedisServers servers) {
            RedisServer server = new Remote(address, servers.console());
            say(version(server) + " at the URI in " + RedisServers.URI_VARIABLE);
            return server;
        }
    }

    /** A container. */
    record Docker() implements RedisSource {
        @Override
        @SuppressWarnings("resource") // closed by the servers
        public RedisServer open(RedisServers servers) {
            GenericContainer<?> container = new GenericContainer<>(DockerImageName.parse(IMAGE)).withExposedPorts(6379);
            try {
                container.start();
            } catch (RuntimeException e) {
                say("Docker answers, but cannot run " + IMAGE + ": " + e);
                container.close();
                return new Own().open(servers);
            }
            servers.keep(container);
            RedisServer server =
                    new Remote(RedisURI.create(container.getHost(), container.getFirstMappedPort()), servers.console());
            say(version(server) + " in Docker, " + IMAGE);
            return server;
        }
    }

    /** A process of our own. */
    record Own() implements RedisSource {
        @Override
        public RedisServer open(RedisServers servers) {
            return servers.start();
        }
    }

    /** A server that is no process of ours. */
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

    /** Looks once. */
    final class Chosen {
        static final RedisSource SOURCE = choose(
                Optional.ofNullable(System.getenv(RedisServers.URI_VARIABLE)).orElse(""));

        private Chosen() {}
    }

    /** Looks once. */
    final class ChosenBinary {
        static final RedisBinary BINARY = find();

        private ChosenBinary() {}

        private static RedisBinary find() {
            RedisBinary found =
                    RedisBinary.find(Optional.ofNullable(System.getenv("PATH")).orElse(""));
            say(found.version() + ", " + found.origin());
            return found;
        }
    }
}
