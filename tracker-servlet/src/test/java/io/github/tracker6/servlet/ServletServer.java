package io.github.tracker6.servlet;

import io.github.tracker6.testkit.HttpEmbedding;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;

/** A container with one web application, on the loopback addresses of both families. */
interface ServletServer extends HttpEmbedding {
    /** Sets a web application up while it starts. */
    @FunctionalInterface
    interface Application {
        void start(ServletContext context) throws ServletException;
    }
}
