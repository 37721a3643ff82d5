package io.github.tracker6.spring;

import org.springframework.boot.actuate.autoconfigure.health.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The health of the tracker where Spring Boot 3.5 looks for it. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
@ConditionalOnEnabledHealthIndicator("tracker6")
class Boot3HealthConfiguration {
    @Bean
    HealthIndicator tracker6HealthIndicator(TrackerHealth health) {
        return () -> {
            TrackerHealth.Report report = health.report();
            return new Health.Builder()
                    .status(report.status())
                    .withDetails(report.details())
                    .build();
        };
    }
}
