package org.example;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The tracker in Spring Boot, with UDP on the same port. */
@SpringBootApplication
public class InSpringBoot {
    public static void main(String[] args) {
        SpringApplication.run(InSpringBoot.class, args);
    }
}
