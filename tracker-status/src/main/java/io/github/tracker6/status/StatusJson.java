package io.github.tracker6.status;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.github.tracker6.HostCounts;
import io.github.tracker6.engine.AdoptionSeries;
import io.github.tracker6.health.PartHealth;
import io.github.tracker6.metainfo.Release;
import io.github.tracker6.metainfo.V2InfoHash;
import io.github.tracker6.status.StatusReport.AnnounceRate;
import io.github.tracker6.status.StatusReport.Count;
import io.github.tracker6.status.StatusReport.FamilyDownloads;
import io.github.tracker6.status.StatusReport.SwarmFigures;
import io.github.tracker6.status.StatusReport.TorrentFigures;
import io.github.tracker6.status.StatusReport.YearDownloads;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes a report as JSON. Its fields are described in {@code docs/status.md}: new ones may come, none changes its meaning
 * without a new {@link #VERSION}. Stateless.
 */
final class StatusJson {
    static final String CONTENT_TYPE = "application/json";

    /** The version of the format. */
    static final int VERSION = 1;

    private static final JsonFactory FACTORY = new JsonFactory();
    private static final double PER_SECOND_STEPS = 1_000;
    private static final int BYTES_OF_THE_REST = 1 << 14;
    private static final int BYTES_OF_A_TORRENT = 850;
    private static final int BYTES_OF_A_YEAR = 256;
    private static final int BYTES_OF_A_POINT = 230;

    private final JsonGenerator json;

    private StatusJson(JsonGenerator json) {
        this.json = json;
    }

    /** Returns the report in UTF-8. */
    static byte[] write(StatusReport report) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(expectedBytes(report));
        try (JsonGenerator generator = FACTORY.createGenerator(bytes)) {
            new StatusJson(generator).report(report);
        } catch (IOException e) {
            throw new UncheckedIOException("an array takes all bytes", e);
        }
        return bytes.toByteArray();
    }

    /** Returns about how much the report takes, so that the array seldom grows: it may have many megabytes. */
    private static int expectedBytes(StatusReport report) {
        return BYTES_OF_THE_REST
                + BYTES_OF_A_TORRENT * report.torrents().size()
                + BYTES_OF_A_YEAR * report.downloads().size()
                + BYTES_OF_A_POINT * report.adoption().size();
    }

    private void report(StatusReport report) throws IOException {
        json.writeStartObject();
        json.writeNumberField("version", VERSION);
        json.writeStringField("generated", time(report.time()));
        json.writeStringField("tracker_version", text(report.version()));
        json.writeStringField("started", time(report.started()));
        json.writeNumberField("interval_seconds", report.intervalSeconds());
        json.writeNumberField("swarms", report.swarms());
        hosts("hosts", report.hosts());
        json.writeArrayFieldStart("announces");
        for (AnnounceRate rate : report.announces()) {
            announces(rate);
        }
        json.writeEndArray();
        counts("refusals", report.refusals());
        counts("unlisted", report.unlisted());
        json.writeArrayFieldStart("parts");
        for (PartHealth part : report.parts()) {
            part(part);
        }
        json.writeEndArray();
        json.writeBooleanField("listed", report.isListed());
        json.writeArrayFieldStart("torrents");
        for (TorrentFigures torrent : report.torrents()) {
            torrent(torrent);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("downloads");
        for (YearDownloads row : report.downloads()) {
            downloads(row);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("adoption");
        for (AdoptionSeries.Point point : report.adoption()) {
            json.writeStartObject();
            json.writeStringField("time", time(point.time()));
            hosts("hosts", point.families());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void announces(AnnounceRate rate) throws IOException {
        json.writeStartObject();
        json.writeStringField("protocol", lower(rate.protocol()));
        json.writeStringField("family", lower(rate.family().name()));
        json.writeNumberField("total", rate.total());
        json.writeNumberField("per_second", Math.round(rate.perSecond() * PER_SECOND_STEPS) / PER_SECOND_STEPS);
        json.writeEndObject();
    }

    private void counts(String field, List<Count> counts) throws IOException {
        json.writeArrayFieldStart(field);
        for (Count count : counts) {
            json.writeStartObject();
            json.writeStringField("reason", text(count.key()));
            json.writeStringField("label", text(count.label()));
            json.writeNumberField("total", count.count());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void part(PartHealth part) throws IOException {
        json.writeStartObject();
        json.writeStringField("part", text(part.part()));
        json.writeStringField("state", lower(part.state().name()));
        json.writeStringField("reason", text(part.reason()));
        json.writeStringField("since", time(part.since()));
        json.writeEndObject();
    }

    private void torrent(TorrentFigures torrent) throws IOException {
        Release release = torrent.release();
        json.writeStartObject();
        json.writeStringField("name", text(release.name()));
        stringOrNull("v1", release.v1().map(Object::toString).orElse(null));
        stringOrNull("v2", release.v2().map(V2InfoHash::toString).orElse(null));
        json.writeNumberField("seeders", torrent.seeders());
        json.writeNumberField("leechers", torrent.leechers());
        json.writeNumberField("downloaded", torrent.downloaded());
        hosts("hosts", torrent.hosts());
        json.writeArrayFieldStart("swarms");
        for (SwarmFigures swarm : torrent.swarms()) {
            json.writeStartObject();
            json.writeStringField("info_hash", swarm.infoHash());
            json.writeNumberField("seeders", swarm.seeders());
            json.writeNumberField("leechers", swarm.leechers());
            json.writeNumberField("downloaded", swarm.downloaded());
            hosts("hosts", swarm.hosts());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void downloads(YearDownloads row) throws IOException {
        json.writeStartObject();
        json.writeNumberField("year", row.year());
        json.writeStringField("name", text(row.name()));
        stringOrNull("info_hash", row.infoHash().isEmpty() ? null : row.infoHash());
        families(row.total());
        json.writeArrayFieldStart("days");
        for (Map.Entry<LocalDate, FamilyDownloads> day : row.days().entrySet()) {
            json.writeStartObject();
            json.writeStringField("day", day.getKey().toString());
            families(day.getValue());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void families(FamilyDownloads downloads) throws IOException {
        json.writeNumberField("ipv4", downloads.ipv4());
        json.writeNumberField("dual_stack", downloads.dualStack());
        json.writeNumberField("ipv6", downloads.ipv6());
    }

    private void hosts(String field, HostCounts hosts) throws IOException {
        json.writeObjectFieldStart(field);
        json.writeNumberField("ipv4", hosts.ipv4());
        json.writeNumberField("dual_stack_reached", hosts.dualStackReached());
        json.writeNumberField("dual_stack_not_reached", hosts.dualStackNotReached());
        json.writeNumberField("dual_stack_unknown", hosts.dualStackUnknown());
        json.writeNumberField("ipv6_reached", hosts.ipv6Reached());
        json.writeNumberField("ipv6_not_reached", hosts.ipv6NotReached());
        json.writeNumberField("ipv6_unknown", hosts.ipv6Unknown());
        json.writeEndObject();
    }

    private void stringOrNull(String field, @Nullable String value) throws IOException {
        json.writeFieldName(field);
        if (value == null) {
            json.writeNull();
        } else {
            json.writeString(value);
        }
    }

    private static String time(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static String lower(String label) {
        return label.toLowerCase(Locale.ROOT);
    }

    /** Returns a text that UTF-8 can hold: a name may have half a surrogate pair, at which the generator would fail. */
    private static String text(String text) {
        return text.chars().noneMatch(c -> Character.isSurrogate((char) c))
                ? text
                : new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }
}
