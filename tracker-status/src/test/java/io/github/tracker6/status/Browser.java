package io.github.tracker6.status;

import io.github.tracker6.testkit.Await;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.NoSuchElementException;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** A headless Chromium, as a test uses it. */
final class Browser implements AutoCloseable {
    private final ChromeDriver driver;

    Browser() {
        ChromeOptions options = new ChromeOptions();
        options.setBinary("/usr/bin/chromium");
        // The sandbox needs another user than root; the page comes from this test.
        options.addArguments("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu");
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        options.setCapability("goog:loggingPrefs", logs);
        driver = new ChromeDriver(
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(new File("/usr/bin/chromedriver"))
                        .usingAnyFreePort()
                        .build(),
                options);
    }

    void open(String address) {
        driver.get(address);
    }

    /** Sets the size of the window in CSS pixels. */
    void size(int width, int height) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    }

    /** Sets what the system prefers: {@code light} or {@code dark}. */
    void scheme(String scheme) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    /** Turns the scripts of pages on or off. */
    void scripts(boolean on) {
        driver.executeCdpCommand("Emulation.setScriptExecutionDisabled", Map.of("value", !on));
    }

    WebElement find(String css) {
        return driver.findElement(By.cssSelector(css));
    }

    List<WebElement> findAll(String css) {
        return driver.findElements(By.cssSelector(css));
    }

    /** Returns the texts of all elements as numbers. */
    @SuppressWarnings("unchecked")
    List<Long> numbers(String css) {
        return (List<Long>) run("return [...document.querySelectorAll(arguments[0])].map(e => +e.textContent)", css);
    }

    String text(String css) {
        return find(css).getText();
    }

    /** Returns the text of the focused element, or its id if it has no text. */
    String focused() {
        WebElement focused = driver.switchTo().activeElement();
        return focused.getText().isEmpty() ? String.valueOf(focused.getDomAttribute("id")) : focused.getText();
    }

    String focusedId() {
        return String.valueOf(driver.switchTo().activeElement().getDomAttribute("id"));
    }

    void press(CharSequence... keys) {
        Actions actions = new Actions(driver);
        for (CharSequence key : keys) {
            actions.sendKeys(key);
        }
        actions.perform();
    }

    /** Presses the tab key until an element has the focus, as a person without a mouse does. */
    void tabTo(String id) {
        for (int i = 0; i < 60; i++) {
            press(Keys.TAB);
            if (focusedId().equals(id)) {
                return;
            }
        }
        throw new AssertionError("the tab key does not lead to " + id);
    }

    String address() {
        return driver.getCurrentUrl();
    }

    Object run(String script, Object... arguments) {
        return driver.executeScript(script, arguments);
    }

    /** Waits until an element has a text. */
    void awaitText(String css, String part) {
        Await.until(css + " says " + part, () -> holds(() -> text(css).contains(part)));
    }

    /** Waits until the page has a title. */
    void awaitTitle(String title) {
        Await.until("the title is " + title, () -> title.equals(driver.getTitle()));
    }

    /** An element that is not there, or was replaced between two looks, does not hold yet. */
    private static boolean holds(BooleanSupplier condition) {
        try {
            return condition.getAsBoolean();
        } catch (NoSuchElementException | StaleElementReferenceException e) {
            return false;
        }
    }

    /** Returns what the console said since the last call. */
    List<String> console() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .map(Object::toString)
                .toList();
    }

    /** Writes a picture of the page from its top. */
    void picture(Path file, int width, int height) throws IOException {
        Map<String, Object> clip = new HashMap<>(Map.of("x", 0, "y", 0, "width", width, "height", height, "scale", 1));
        Object data = driver.executeCdpCommand(
                        "Page.captureScreenshot", Map.of("format", "png", "captureBeyondViewport", true, "clip", clip))
                .get("data");
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.write(file, Base64.getDecoder().decode((String) data));
    }

    @Override
    public void close() {
        driver.quit();
    }
}
