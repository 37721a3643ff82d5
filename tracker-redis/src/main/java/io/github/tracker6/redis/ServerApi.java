package io.github.tracker6.redis;

import io.lettuce.core.RedisURI;
import java.util.concurrent.CompletionStage;

/** One server, or the master that Sentinel names at the moment of connecting. */
final class ServerApi implements RedisApi {
    private final LettuceClient client;
    private final RedisURI uri;

    ServerApi(LettuceClient client, RedisURI uri) {
        this.client = client;
        this.uri = LettuceClient.limited(uri);
    }

    @Override
    public CompletionStage<RedisSession> connect() {
        return client.open(uri);
    }

    @Override
    public String aclCommands() {
        return uri.getDatabase() == 0 ? "" : " +select";
    }

    @Override
    public void close() {
        client.close();
    }
}
