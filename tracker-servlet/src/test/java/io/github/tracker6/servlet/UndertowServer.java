package io.github.tracker6.servlet;

import io.github.tracker6.AddressFamily;
import io.undertow.Undertow;
import io.undertow.server.HttpHandler;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.DeploymentManager;
import io.undertow.servlet.api.ServletContainerInitializerInfo;
import io.undertow.servlet.util.ImmediateInstanceFactory;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Set;

/** Undertow. */
final class UndertowServer implements ServletServer {
    private final Undertow undertow;
    private final DeploymentManager deployment;

    UndertowServer(Application application) throws ServletException {
        ServletContainerInitializer initializer = (classes, context) -> application.start(context);
        DeploymentInfo info = Servlets.deployment()
                .setClassLoader(UndertowServer.class.getClassLoader())
                .setContextPath("/")
                .setDeploymentName("test")
                .addServletContainerInitializer(new ServletContainerInitializerInfo(
                        initializer.getClass(), new ImmediateInstanceFactory<>(initializer), Set.of()));
        deployment = Servlets.newContainer().addDeployment(info);
        deployment.deploy();
        HttpHandler handler = deployment.start();
        undertow = Undertow.builder()
                .addHttpListener(0, "127.0.0.1", handler)
                .addHttpListener(0, "::1", handler)
                .setIoThreads(1)
                .setWorkerThreads(4)
                .build();
        undertow.start();
    }

    @Override
    public InetSocketAddress address(AddressFamily family) {
        return (InetSocketAddress) undertow.getListenerInfo()
                .get(family == AddressFamily.IPV4 ? 0 : 1)
                .getAddress();
    }

    @Override
    public void close() throws IOException {
        undertow.stop();
        try {
            deployment.stop();
        } catch (ServletException e) {
            throw new IOException(e);
        }
        deployment.undeploy();
    }
}
