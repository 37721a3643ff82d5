package io.github.tracker6.spring;

import io.github.tracker6.engine.TrackerInterceptor;
import io.github.tracker6.engine.TrackerListener;
import io.github.tracker6.server.TrackerServer;
import io.github.tracker6.server.TrackerServerBuilder;
import io.github.tracker6.store.SwarmStore;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/** The tracker as a bean, unless the application has one of its own. */
@AutoConfiguration
@ConditionalOnBooleanProperty(name = "tracker6.enabled", matchIfMissing = true)
@ConditionalOnMissingBean(TrackerServer.class)
@EnableConfigurationProperties(TrackerProperties.class)
@Import({
    TrackerFilterConfiguration.class,
    TrackerMetersConfiguration.class,
    Boot3HealthConfiguration.class,
    Boot4HealthConfiguration.class
})
class TrackerAutoConfiguration {
    @Bean
    TrackerServer tracker6Server(
            TrackerProperties properties,
            ApplicationContext application,
            ObjectProvider<SwarmStore> store,
            ObjectProvider<TrackerInterceptor> interceptors,
            ObjectProvider<TrackerListener> listeners,
            ObjectProvider<TrackerServerCustomizer> customizers) {
        TrackerServerBuilder builder = new PropertyOptions(properties, WebServerAddress.of(application)).builder();
        store.ifAvailable(builder::store);
        interceptors.orderedStream().forEach(builder::interceptor);
        listeners.orderedStream().forEach(builder::listener);
        customizers.orderedStream().forEach(each -> each.customize(builder));
        return builder.build();
    }

    @Bean
    TrackerLifecycle tracker6Lifecycle(TrackerServer server, ApplicationContext application) {
        return new TrackerLifecycle(server, application.containsBean(TrackerFilterConfiguration.FILTER));
    }

    @Bean
    TrackerHealth tracker6Health(TrackerServer server, TrackerLifecycle lifecycle) {
        return new TrackerHealth(server.health(), lifecycle::isRunning);
    }
}
