package io.github.tracker6.spring;

import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The health of the tracker where Spring Boot 4 looks for it. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
@ConditionalOnEnabledHealthIndicator("tracker6")
class Boot4HealthConfiguration {
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
