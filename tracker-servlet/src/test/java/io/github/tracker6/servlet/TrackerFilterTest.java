package io.github.tracker6.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tracker6.engine.Tracker;
import io.github.tracker6.http.HttpTrackerHandler;
import io.github.tracker6.testkit.ScriptedStore;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.Proxy;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the filter does with what a container hands to it, without a container. */
class TrackerFilterTest {
    private static final String QUERY = "info_hash=%f1%f2%f3%f40123456789012345&peer_id=-LT2080-abcdefghijkl&port=6881";

    private final ScriptedStore store = new ScriptedStore();
    private final HttpTrackerHandler handler = HttpTrackerHandler.builder(
                    Tracker.builder().store(store).build())
            .lan(true)
            .build();

    /** An object of an interface whose methods return what stands under their names, or null. */
    private static <T> T object(Class<T> type, Map<String, Object> values) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    String key = method.getName().equals("setStatus") ? "status" : method.getName();
                    if (key.equals("status")) {
                        values.put(key, arguments[0]);
                    }
                    return values.get(key);
                }));
    }

    private static FilterConfig config(@Nullable Object attribute, String name, @Nullable String value) {
        Map<String, Object> context = new HashMap<>();
        context.put("getAttribute", attribute);
        ServletContext application = object(ServletContext.class, context);
        return (FilterConfig) Proxy.newProxyInstance(
                FilterConfig.class.getClassLoader(),
                new Class<?>[] {FilterConfig.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getServletContext" -> application;
                    case "getInitParameter" -> name.equals(arguments[0]) ? value : null;
                    default -> null;
                });
    }

    @Test
    void withoutATrackerTheApplicationDoesNotStart() {
        assertThatThrownBy(() -> new TrackerFilter().init(config(null, "", null)))
                .isInstanceOf(ServletException.class)
                .hasMessageContaining(TrackerFilter.HANDLER_ATTRIBUTE);
        assertThatCode(() -> new TrackerFilter().init(config(handler, "", null)))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "answerTimeoutMillis, 0",
        "answerTimeoutMillis, 3600001",
        "answerTimeoutMillis, 99999999999",
        "answerTimeoutMillis, soon",
        "ignoreForwardingHeaders, yes"
    })
    void aWrongParameterIsNamedWithItsValue(String name, String value) {
        assertThatThrownBy(() -> new TrackerFilter(handler).init(config(null, name, value)))
                .isInstanceOf(ServletException.class)
                .hasMessageContaining(name)
                .hasMessageContaining("\"" + value + "\"");
    }

    private int status(String uri, String query, String address, DispatcherType dispatcher) throws Exception {
        Map<String, Object> request = new HashMap<>();
        request.put("getMethod", "GET");
        request.put("getRequestURI", uri);
        request.put("getQueryString", query);
        request.put("getRemoteAddr", address);
        request.put("getHeaders", Collections.emptyEnumeration());
        request.put("isAsyncSupported", true);
        request.put("getDispatcherType", dispatcher);
        Map<String, Object> response = new HashMap<>();
        AtomicReference<ServletRequest> passedOn = new AtomicReference<>();
        HttpServletRequest asked = object(HttpServletRequest.class, request);
        response.put("getOutputStream", new Written());
        new TrackerFilter(handler)
                .doFilter(asked, object(HttpServletResponse.class, response), (next, ignored) -> passedOn.set(next));
        assertThat(passedOn.get() == null).isEqualTo(response.containsKey("status"));
        return (Integer) response.getOrDefault("status", 0);
    }

    @ParameterizedTest
    @ValueSource(chars = {'\u0080', '\u00e9', '\u00ff', '\u0100', '\ufffd'})
    void aCharacterThatTheContainerDecodedIsRefused(char decoded) throws Exception {
        assertThat(status("/announce", QUERY.replace("%f1", "" + decoded), "2001:db8::1", DispatcherType.REQUEST))
                .isEqualTo(400);
        assertThat(status("/" + decoded + "/announce", QUERY, "2001:db8::1", DispatcherType.REQUEST))
                .isEqualTo(400);
        assertThat(status("/" + decoded, QUERY, "2001:db8::1", DispatcherType.REQUEST))
                .isZero();
        assertThat(store.announces).isZero();
    }

    @Test
    void aClientWithoutAnAddressIsRefused() throws Exception {
        assertThat(status("/announce", QUERY, "unknown", DispatcherType.REQUEST))
                .isEqualTo(400);
        assertThat(status("/announce", QUERY, null, DispatcherType.REQUEST)).isEqualTo(400);
        assertThat(status("/page", QUERY, "unknown", DispatcherType.REQUEST)).isZero();
        assertThat(store.announces).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"2001:db8:0:0:0:0:0:1", "fe80::1%eth0", "[2001:db8::1]", "192.0.2.1"})
    void theAddressIsReadInEachFormThatContainersWrite(String address) throws Exception {
        assertThat(status("/announce", QUERY, address, DispatcherType.REQUEST)).isEqualTo(200);
        assertThat(store.announces).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"FORWARD", "INCLUDE", "ASYNC", "ERROR"})
    void onlyTheRequestOfAClientIsAnnounced(DispatcherType dispatcher) throws Exception {
        assertThat(status("/announce", QUERY, "192.0.2.1", dispatcher)).isZero();
        assertThat(store.announces).isZero();
    }
}
