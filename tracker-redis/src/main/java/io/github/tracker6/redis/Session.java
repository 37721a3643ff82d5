package io.github.tracker6.redis;

/** What follows from the agreement of the nodes, once it is known. Immutable but for what it knows of swarms. */
final class Session {
    private final RedisLink link;
    private final Agreement agreement;
    private final SwarmKeys keys;
    private final AnnounceArguments arguments;
    private final SwarmScripts scripts;
    private final AnnounceQueue announces;
    private final KnownSwarms known = new KnownSwarms();
    private final Places places = new Places();

    Session(RedisLink link, Agreement agreement, RedisStoreOptions options) {
        this.link = link;
        this.agreement = agreement;
        this.keys = new SwarmKeys(options.keyPrefix(), agreement.tags());
        this.arguments = new AnnounceArguments(agreement);
        this.scripts = new SwarmScripts(agreement, options);
        this.announces = new AnnounceQueue(link, scripts.announce());
    }

    RedisLink link() {
        return link;
    }

    Agreement agreement() {
        return agreement;
    }

    SwarmKeys keys() {
        return keys;
    }

    AnnounceArguments arguments() {
        return arguments;
    }

    SwarmScripts scripts() {
        return scripts;
    }

    AnnounceQueue announces() {
        return announces;
    }

    KnownSwarms known() {
        return known;
    }

    Places places() {
        return places;
    }

    /** Returns the tick of a time. */
    long tick(long millis) {
        return Records.tick(millis, agreement.ttlMillis());
    }
}
