package io.github.tracker6.servlet;

import io.github.tracker6.http.HttpAnswer;
import io.github.tracker6.http.HttpTrackerHandler;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Enumeration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Serves announces and scrapes in a web application, and the routes of its {@link HttpTrackerHandler}. It passes all other
 * requests on. A request is the tracker's if its path ends in {@code /announce} or {@code /scrape}, below the application or
 * any folder in it. Thread-safe; it has no threads of its own.
 *
 * <p>{@link #addTo} registers it. In {@code web.xml}, map it to {@code /*} with {@code <async-supported>}, before filters
 * that read the body or the parameters of requests, and have a listener of the application set the attribute {@value
 * #HANDLER_ATTRIBUTE}. Answers that take time need {@code async-supported} of all filters before it, too.
 *
 * <p>It reads the query as it stands in the request line. A query with a byte above 127 that is not percent-encoded is refused
 * with status 400: containers decode such bytes before they hand out the query, each in its own way.
 *
 * <p>Two initialisation parameters change what it does: {@value #IGNORE_FORWARDING_HEADERS} and {@value #ANSWER_TIMEOUT}.
 *
 * @since 0.1.0
 */
@SuppressWarnings("exports") // the servlet API comes with the container
public final class TrackerFilter implements Filter {
    /** The name of the servlet context attribute with the {@link HttpTrackerHandler} of a filter made by the container. */
    public static final String HANDLER_ATTRIBUTE = "io.github.tracker6.http.HttpTrackerHandler";

    /**
     * The initialisation parameter that hides {@code Forwarded} and {@code X-Forwarded-For} from the tracker if it is {@code
     * true}; default {@code false}. For a container that puts the client's address into the request itself, such as by
     * Tomcat's {@code RemoteIpValve}.
     */
    public static final String IGNORE_FORWARDING_HEADERS = "ignoreForwardingHeaders";

    /**
     * The initialisation parameter for the time until an answer must be ready and sent, in milliseconds, 1 to 3,600,000;
     * default {@value #DEFAULT_ANSWER_TIMEOUT_MILLIS}. If it is not ready in time, the client gets status 503.
     */
    public static final String ANSWER_TIMEOUT = "answerTimeoutMillis";

    /** The default of {@link #ANSWER_TIMEOUT}: 10 seconds. */
    public static final int DEFAULT_ANSWER_TIMEOUT_MILLIS = 10_000;

    private static final int MAX_ANSWER_TIMEOUT_MILLIS = 3_600_000;
    private static final int MAX_CHARACTER = 0x7f;

    /** {@link HttpTrackerHandler} refuses it: it stands for no byte. */
    private static final char UNREADABLE = '\ufffd';

    private static final HttpAnswer ADDRESS_UNKNOWN =
            HttpAnswer.of(400, "text/plain", "The address of the client is not known\n");

    private @Nullable HttpTrackerHandler handler;
    private boolean ignoresForwarding;
    private int answerTimeoutMillis = DEFAULT_ANSWER_TIMEOUT_MILLIS;

    /** Makes a filter that takes its handler from the attribute {@link #HANDLER_ATTRIBUTE}. */
    public TrackerFilter() {}

    /**
     * Makes a filter.
     *
     * @param handler borrowed
     */
    public TrackerFilter(HttpTrackerHandler handler) {
        this.handler = Objects.requireNonNull(handler, "handler");
    }

    /**
     * Registers a filter for all paths, before the filters of the deployment descriptor. Call it while the application starts,
     * such as in a {@code ServletContextListener}.
     *
     * @param handler borrowed
     * @return to set initialisation parameters
     * @throws IllegalStateException if the application has started, or has a filter of the name {@code tracker6}
     */
    public static FilterRegistration.Dynamic addTo(ServletContext application, HttpTrackerHandler handler) {
        FilterRegistration.Dynamic registration = application.addFilter("tracker6", new TrackerFilter(handler));
        if (registration == null) {
            throw new IllegalStateException("there is a filter tracker6 already");
        }
        registration.setAsyncSupported(true);
        registration.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*");
        return registration;
    }

    /**
     * Reads the initialisation parameters.
     *
     * @throws ServletException if one has a wrong value, or the filter has no handler
     */
    @Override
    public void init(FilterConfig config) throws ServletException {
        if (handler == null) {
            if (!(config.getServletContext().getAttribute(HANDLER_ATTRIBUTE) instanceof HttpTrackerHandler given)) {
                throw new ServletException(
                        "TrackerFilter has no tracker: have a ServletContextListener set the attribute "
                                + HANDLER_ATTRIBUTE + ", or register the filter with TrackerFilter.addTo");
            }
            handler = given;
        }
        String ignore = config.getInitParameter(IGNORE_FORWARDING_HEADERS);
        if (ignore != null && !ignore.equals("true") && !ignore.equals("false")) {
            throw wrong(IGNORE_FORWARDING_HEADERS, ignore, "true or false");
        }
        ignoresForwarding = "true".equals(ignore);
        String timeout = config.getInitParameter(ANSWER_TIMEOUT);
        if (timeout != null) {
            answerTimeoutMillis = millis(timeout);
        }
    }

    private static int millis(String text) throws ServletException {
        int millis = text.matches("[0-9]{1,7}") ? Integer.parseInt(text) : 0;
        if (millis < 1 || millis > MAX_ANSWER_TIMEOUT_MILLIS) {
            throw wrong(ANSWER_TIMEOUT, text, "1 to " + MAX_ANSWER_TIMEOUT_MILLIS);
        }
        return millis;
    }

    private static ServletException wrong(String name, String value, String range) {
        return new ServletException("TrackerFilter: " + name + " is \"" + value + "\", not " + range);
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (!(request instanceof HttpServletRequest http)
                || !(response instanceof HttpServletResponse httpResponse)
                || request.getDispatcherType() != DispatcherType.REQUEST
                || !serve(http, httpResponse)) {
            chain.doFilter(request, response);
        }
    }

    /** Returns false if the request is for something else. */
    private boolean serve(HttpServletRequest request, HttpServletResponse response)
            throws IOException, ServletException {
        CompletionStage<HttpAnswer> stage = answer(request);
        if (stage == null) {
            return false;
        }
        CompletableFuture<HttpAnswer> answer = stage.toCompletableFuture();
        if (!request.isAsyncSupported()) {
            throw new ServletException("TrackerFilter needs <async-supported>true</async-supported>,"
                    + " and so does each filter before it in the chain");
        }
        if (answer.isDone()) {
            ServletAnswer.send(answer.join(), response);
            return true;
        }
        AsyncContext context = request.startAsync(request, response);
        context.setTimeout(answerTimeoutMillis);
        PendingAnswer pending = new PendingAnswer(context, response);
        context.addListener(pending);
        var unused = answer.thenAccept(pending::answer);
        return true;
    }

    private @Nullable CompletionStage<HttpAnswer> answer(HttpServletRequest request) {
        HttpTrackerHandler tracker = Objects.requireNonNull(handler, "init was not called");
        String address = request.getRemoteAddr();
        try {
            return tracker.answerIfServed(
                    request.getMethod(),
                    target(request),
                    address == null ? "" : address,
                    name -> ignoresForwarding && isForwarding(name) ? List.of() : values(request, name));
        } catch (IllegalArgumentException e) {
            return ADDRESS_UNKNOWN.done(); // a proxy named no address: the container puts "unknown" and the like there
        }
    }

    /** Path and query as they stand in the request line, with what the container decoded made unreadable. */
    private static String target(HttpServletRequest request) {
        String query = request.getQueryString();
        StringBuilder target = new StringBuilder(request.getRequestURI());
        if (query != null) {
            target.append('?').append(query);
        }
        for (int i = 0; i < target.length(); i++) {
            if (target.charAt(i) > MAX_CHARACTER) {
                target.setCharAt(i, UNREADABLE);
            }
        }
        return target.toString();
    }

    private static boolean isForwarding(String name) {
        return name.equalsIgnoreCase("Forwarded") || name.equalsIgnoreCase("X-Forwarded-For");
    }

    private static List<String> values(HttpServletRequest request, String name) {
        Enumeration<String> values = request.getHeaders(name);
        return values == null ? List.of() : Collections.list(values);
    }
}
