package io.github.tracker6.spring;

import java.util.List;
import java.util.Locale;
import org.springframework.boot.cloud.CloudPlatform;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/** Whether the application itself puts the address of a client behind a proxy into requests, as its properties say. */
final class ForwardedHeaders {
    private static final String STRATEGY = "server.forward-headers-strategy";

    /** With one of them Tomcat resolves a header, whatever the strategy is. */
    private static final List<String> TOMCAT =
            List.of("server.tomcat.remoteip.remote-ip-header", "server.tomcat.remoteip.protocol-header");

    private ForwardedHeaders() {}

    /** Returns the property by which the application resolves the headers; "" if it leaves them alone. */
    static String resolvedBy(Environment environment) {
        Binder properties = Binder.get(environment);
        String strategy = text(properties, STRATEGY).toLowerCase(Locale.ROOT);
        if (strategy.equals("native") || strategy.equals("framework")) {
            return STRATEGY + "=" + strategy;
        }
        for (String property : TOMCAT) {
            if (!text(properties, property).isBlank()) {
                return property;
            }
        }
        CloudPlatform platform = CloudPlatform.getActive(environment);
        return strategy.isEmpty() && platform != null && platform.isUsingForwardHeaders()
                ? "the default of the platform " + platform
                : "";
    }

    private static String text(Binder properties, String name) {
        return properties.bind(name, String.class).orElse("");
    }
}
