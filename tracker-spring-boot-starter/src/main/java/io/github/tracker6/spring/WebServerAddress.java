package io.github.tracker6.spring;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.Set;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ApplicationContext;
import org.springframework.util.ClassUtils;

/** Where the embedded web server of an application will listen, as far as its properties tell. */
final class WebServerAddress {
    private static final int DEFAULT_PORT = 8080;

    /** What the context of an application with an embedded web server implements: Spring Boot 3.5, 4. */
    private static final Set<String> CONTEXTS = Set.of(
            "org.springframework.boot.web.context.WebServerApplicationContext",
            "org.springframework.boot.web.server.context.WebServerApplicationContext");

    private static final String FACTORY = "org.springframework.boot.web.server.WebServerFactory";

    private WebServerAddress() {}

    /**
     * Returns the address. Empty without an embedded web server, as in a test with a mock environment or in another program's
     * container, and where the server takes a free port, which it does after the tracker has started.
     */
    static Optional<InetSocketAddress> of(ApplicationContext application) {
        if (!hasWebServer(application)) {
            return Optional.empty();
        }
        Binder properties = Binder.get(application.getEnvironment());
        int port = properties.bind("server.port", Integer.class).orElse(DEFAULT_PORT);
        InetAddress address =
                properties.bind("server.address", InetAddress.class).orElseGet(WebServerAddress::everyAddress);
        return port > 0 ? Optional.of(new InetSocketAddress(address, port)) : Optional.empty();
    }

    private static boolean hasWebServer(ApplicationContext application) {
        ClassLoader loader = application.getClassLoader();
        return CONTEXTS.stream()
                        .anyMatch(name -> ClassUtils.isPresent(name, loader)
                                && ClassUtils.resolveClassName(name, loader).isInstance(application))
                && ClassUtils.isPresent(FACTORY, loader)
                && application.getBeanNamesForType(ClassUtils.resolveClassName(FACTORY, loader), false, false).length
                        > 0;
    }

    private static InetAddress everyAddress() {
        try {
            return InetAddress.getByAddress(new byte[16]);
        } catch (UnknownHostException e) {
            throw new AssertionError(e); // thrown for another length alone
        }
    }
}
