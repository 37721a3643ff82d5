package io.github.tracker6.http;

import io.github.tracker6.InfoHash;
import io.github.tracker6.Rejection;
import io.github.tracker6.ScrapeBatch;
import io.github.tracker6.internal.BigEndian;
import org.jspecify.annotations.Nullable;

/** Decodes the query of a scrape and encodes its answer (BEP 48; BEP 21 for {@code downloaders}). Stateless. */
final class ScrapeCodec {
    private static final byte[] FILES = Failure.ascii("files");
    private static final byte[] COMPLETE = Failure.ascii("complete");
    private static final byte[] DOWNLOADED = Failure.ascii("downloaded");
    private static final byte[] DOWNLOADERS = Failure.ascii("downloaders");
    private static final byte[] INCOMPLETE = Failure.ascii("incomplete");
    private static final byte[] FLAGS = Failure.ascii("flags");
    private static final byte[] MIN_REQUEST_INTERVAL = Failure.ascii("min_request_interval");

    private final int maxHashes;

    ScrapeCodec(int maxHashes) {
        this.maxHashes = maxHashes;
    }

    /** Fills the batch of the exchange, each info hash once, from the query of its target. */
    @Nullable
    Rejection decode(TrackerExchange exchange) {
        QueryReader query = exchange.target.read(exchange.query);
        ScrapeBatch batch = exchange.scrape;
        boolean hasPasskey = false;
        boolean hasToken = false;
        while (query.next()) {
            if (query.parameter() == Parameter.PASSKEY && !hasPasskey) {
                batch.passkey(secret(query));
                hasPasskey = true;
            } else if (query.parameter() == Parameter.TOKEN && !hasToken) {
                batch.token(secret(query));
                hasToken = true;
            }
            if (query.parameter() != Parameter.INFO_HASH) {
                continue; // whatever it is, a scrape does not need it
            }
            if (query.valueLength() != InfoHash.BYTES || !query.intact()) {
                return AnnounceDecoder.INFO_HASH;
            }
            byte[] value = query.value();
            if (batch.size() < maxHashes) {
                add(batch, BigEndian.longAt(value, 0), BigEndian.longAt(value, 8), BigEndian.intAt(value, 16));
            }
        }
        return null;
    }

    private static @Nullable String secret(QueryReader query) {
        return query.valueLength() == 0 ? null : query.text();
    }

    private static void add(ScrapeBatch batch, long head, long middle, int tail) {
        for (int i = 0; i < batch.size(); i++) {
            if (batch.hashHead(i) == head && batch.hashMiddle(i) == middle && batch.hashTail(i) == tail) {
                return;
            }
        }
        batch.add(head, middle, tail);
    }

    /** Writes the answer. It leaves unknown and hidden info hashes out. */
    static void encode(BencodeWriter out, ScrapeBatch batch, int intervalSeconds) {
        out.beginDictionary();
        out.key(FILES);
        out.beginDictionary();
        for (int i = 0; i < batch.size(); i++) {
            if (batch.known(i)) {
                out.key(batch.hashHead(i), batch.hashMiddle(i), batch.hashTail(i));
                counts(out, batch, i);
            }
        }
        out.endDictionary();
        out.key(FLAGS);
        out.beginDictionary();
        out.key(MIN_REQUEST_INTERVAL);
        out.integer(intervalSeconds);
        out.endDictionary();
        out.endDictionary();
    }

    private static void counts(BencodeWriter out, ScrapeBatch batch, int index) {
        out.beginDictionary();
        out.key(COMPLETE);
        out.integer(batch.complete(index));
        out.key(DOWNLOADED);
        out.integer(batch.downloaded(index));
        out.key(DOWNLOADERS);
        out.integer(batch.downloaders(index));
        out.key(INCOMPLETE);
        out.integer(batch.incomplete(index));
        out.endDictionary();
    }
}
