package io.github.tracker6.status;

import io.github.tracker6.http.HttpAnswer;
import io.github.tracker6.internal.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The files beside the page: style, script and icon. Their addresses hold a digest of their content, so a browser may keep
 * them. Immutable.
 */
final class PageAssets {
    private final Asset style;
    private final Asset script;
    private final Asset icon;

    private record Asset(String name, String contentType, ByteBuffer content, String version) {
        String href() {
            return name + "?v=" + version;
        }
    }

    private PageAssets(Asset style, Asset script, Asset icon) {
        this.style = style;
        this.script = script;
        this.icon = icon;
    }

    /** Reads the files from the class path. */
    static PageAssets load() {
        return new PageAssets(
                read("status.css", "text/css; charset=utf-8"),
                read("status.js", "text/javascript; charset=utf-8"),
                read("favicon.svg", "image/svg+xml"));
    }

    private static Asset read(String name, String contentType) {
        try (InputStream in = PageAssets.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("resource " + name + " is missing");
            }
            byte[] content = in.readAllBytes();
            byte[] digest = Sha256.of(content);
            return new Asset(
                    name, contentType, ByteBuffer.wrap(content), HexFormat.of().formatHex(digest, 0, 6));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String style() {
        return style.href();
    }

    String script() {
        return script.href();
    }

    String icon() {
        return icon.href();
    }

    /**
     * Returns a file, or null if there is none of that name.
     *
     * @param query the browser keeps the file only if this holds its present digest
     */
    @Nullable
    HttpAnswer answer(String name, String query) {
        for (Asset asset : new Asset[] {style, script, icon}) {
            if (asset.name().equals(name)) {
                return HttpAnswer.of(200, asset.contentType(), asset.content())
                        .withHeader(
                                "Cache-Control",
                                query.equals("v=" + asset.version())
                                        ? "public, max-age=31536000, immutable"
                                        : "no-cache");
            }
        }
        return null;
    }
}
