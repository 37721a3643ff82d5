package io.github.tracker6.examples.spring;

import io.github.tracker6.examples.mirror.ImageTorrents;
import io.github.tracker6.server.TrackerServer;
import io.github.tracker6.spring.TrackerServerCustomizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Serves a folder of images and their torrents. The starter adds the tracker. */
@SpringBootApplication(proxyBeanMethods = false)
@EnableConfigurationProperties(MirrorProperties.class)
public class MirrorApplication implements WebMvcConfigurer {
    private final MirrorProperties mirror;

    MirrorApplication(MirrorProperties mirror) {
        this.mirror = mirror;
    }

    /** Starts the mirror; {@code --mirror.folder=FOLDER} names the images. */
    public static void main(String[] args) {
        SpringApplication.run(MirrorApplication.class, args);
    }

    @Override
    public void addResourceHandlers(ResourceHandlerRegistry registry) {
        registry.addResourceHandler("/images/**").addResourceLocations(location(mirror.folder()));
        registry.addResourceHandler("/torrents/**").addResourceLocations(location(mirror.torrents()));
    }

    private static String location(Path folder) {
        return folder.toUri().toString().replaceFirst("/*$", "/");
    }

    /** The torrents are renamed into place, so the tracker need not wait until they are whole. */
    @Bean
    static TrackerServerCustomizer torrentsAreWhole() {
        return tracker -> tracker.torrents(folders -> folders.settleTime(Duration.ZERO));
    }

    /** Runs beside the web server, since hashing takes long. The tracker reads what it writes at once. */
    @Bean
    static ImageTorrents imageTorrents(MirrorProperties mirror, TrackerServer tracker) throws IOException {
        Files.createDirectories(mirror.torrents());
        return ImageTorrents.builder(mirror.folder(), mirror.torrents())
                .imagesUrl(mirror.url("images/"))
                .announceUrls(mirror.announceUrls())
                .settleTime(mirror.settleTime())
                .afterWrite(() -> tracker.torrents().orElseThrow().refresh())
                .build();
    }

    @Bean
    static ApplicationListener<ApplicationReadyEvent> startOf(ImageTorrents torrents) {
        return ready -> torrents.start();
    }
}
