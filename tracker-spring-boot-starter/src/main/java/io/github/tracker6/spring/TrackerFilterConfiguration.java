package io.github.tracker6.spring;

import io.github.tracker6.server.TrackerServer;
import io.github.tracker6.servlet.TrackerFilter;
import jakarta.servlet.DispatcherType;
import java.time.Duration;
import java.util.EnumSet;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** Announces and scrapes over HTTP in a web application with servlets. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnBooleanProperty(name = "tracker6.http.enabled", matchIfMissing = true)
class TrackerFilterConfiguration {
    /** The bean that registers the filter. */
    static final String FILTER = "tracker6Filter";

    private static final Duration MAX_ANSWER_TIMEOUT = Duration.ofHours(1);

    @Bean(FILTER)
    FilterRegistrationBean<TrackerFilter> tracker6Filter(
            TrackerServer server, TrackerProperties properties, Environment environment) {
        TrackerProperties.Http http = properties.http();
        FilterRegistrationBean<TrackerFilter> registration =
                new FilterRegistrationBean<>(new TrackerFilter(server.httpHandler()));
        registration.setName("tracker6");
        registration.setOrder(http.filterOrder());
        registration.setAsyncSupported(true);
        registration.setDispatcherTypes(EnumSet.of(DispatcherType.REQUEST));
        registration.addInitParameter(TrackerFilter.ANSWER_TIMEOUT, millis(http.answerTimeout()));
        registration.addInitParameter(
                TrackerFilter.IGNORE_FORWARDING_HEADERS, String.valueOf(isResolved(http, environment)));
        return registration;
    }

    private static String millis(Duration answerTimeout) {
        if (answerTimeout.toMillis() < 1 || answerTimeout.compareTo(MAX_ANSWER_TIMEOUT) > 0) {
            throw new InvalidConfigurationPropertyValueException(
                    "tracker6.http.answer-timeout", answerTimeout, "It is not 1 millisecond to 1 hour.");
        }
        return String.valueOf(answerTimeout.toMillis());
    }

    /** The client's address must be judged once: by the application, or by the tracker. */
    private static boolean isResolved(TrackerProperties.Http http, Environment environment) {
        String resolver = ForwardedHeaders.resolvedBy(environment);
        if (!resolver.isEmpty() && !http.trustedProxies().isEmpty()) {
            throw new InvalidConfigurationPropertyValueException(
                    "tracker6.http.trusted-proxies",
                    http.trustedProxies(),
                    "The application reads the headers of proxies already, by " + resolver
                            + ": leave one of the two out.");
        }
        return !resolver.isEmpty();
    }
}
