package io.github.tracker6.spring;

import io.github.tracker6.server.TrackerServerBuilder;

/**
 * Sets options of the tracker that have no property. Each bean of this type is called once, in their {@code @Order}, after the properties
 * {@code tracker6.*} and the other beans are applied.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface TrackerServerCustomizer {
    /**
     * Sets options.
     *
     * @param builder has the options of the properties already; not to be kept. It always has an {@code httpHandler()}
     */
    void customize(TrackerServerBuilder builder);
}
