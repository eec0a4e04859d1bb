package io.backflow.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** Chromium without a window. */
final class Browser implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ChromeDriver driver;

    private Browser(ChromeDriver driver) {
        this.driver = driver;
    }

    /** Empty where this machine has no Chromium with its driver. */
    static Optional<Browser> find() {
        Optional<Path> browser = program("chromium", "chromium-browser", "google-chrome");
        Optional<Path> remote = program("chromedriver");
        return browser.isEmpty() || remote.isEmpty()
                ? Optional.empty()
                : Optional.of(new Browser(driver(browser.get(), remote.get())));
    }

    private static Optional<Path> program(String... names) {
        return Stream.of(names)
                .flatMap(name -> Stream.of(
                                System.getenv().getOrDefault("PATH", "").split(":"))
                        .map(folder -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static ChromeDriver driver(Path browser, Path remote) {
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        logs.enable(LogType.PERFORMANCE, Level.ALL);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(browser.toFile());
        options.addArguments(
                "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--disable-dev-shm-usage");
        options.setCapability("goog:loggingPrefs", logs);
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(remote.toFile())
                .usingAnyFreePort()
                .build();
        ChromeDriver driver = new ChromeDriver(service, options);
        driver.manage().timeouts().scriptTimeout(PATIENCE);
        return driver;
    }

    void open(URI address) {
        driver.get(address.toString());
    }

    /** Makes the window of this size, in the browser's points; a phone's has two pixels for a point. */
    void size(int width, int height, boolean phone) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", phone ? 2 : 1, "mobile", phone));
    }

    /** What the machine's user prefers. */
    void prefer(String feature, String value) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia", Map.of("features", List.of(Map.of("name", feature, "value", value))));
    }

    /**
     * The text of the first such element, as it is shown; empty where there is none. It is read at once: a page that
     * draws anew takes away what was found before.
     */
    String text(String selector) {
        return String.valueOf(driver.executeScript(
                "const found = document.querySelector(arguments[0]); return found === null ? '' : found.innerText",
                selector));
    }

    WebElement element(String selector) {
        return driver.findElement(By.cssSelector(selector));
    }

    Object script(String script) {
        return Objects.requireNonNullElse(driver.executeScript(script), "");
    }

    /** Presses keys where the focus is. */
    void press(CharSequence... keys) {
        driver.switchTo().activeElement().sendKeys(keys);
    }

    /** Moves the focus on by the keyboard until it is on an element that {@code selector} describes. */
    void tabTo(String selector) {
        for (int tabs = 0; tabs < 100; tabs++) {
            press(Keys.TAB);
            if ((boolean) script("return document.activeElement.matches('" + selector + "')")) {
                return;
            }
        }
        throw new AssertionError("the keyboard does not reach " + selector);
    }

    /** Writes a picture of the page from its top down to {@code height}, as PNG or WebP. */
    void picture(Path file, int width, int height) {
        Map<String, Object> clip = new HashMap<>(Map.of("x", 0, "y", 0, "width", width, "height", height, "scale", 1));
        Map<String, Object> wanted = new HashMap<>(Map.of("captureBeyondViewport", true, "clip", clip));
        if (file.toString().endsWith(".webp")) {
            wanted.putAll(Map.of("format", "webp", "quality", 80));
        }
        Object data = driver.executeCdpCommand("Page.captureScreenshot", wanted).get("data");
        try {
            Files.createDirectories(file.getParent());
            Files.write(file, Base64.getDecoder().decode(data.toString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the page or the browser complained of since the last call. */
    List<String> complaints() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                .map(LogEntry::getMessage)
                .toList();
    }

    /** Addresses that the page has asked for since the last call. */
    List<URI> requests() {
        return driver.manage().logs().get(LogType.PERFORMANCE).getAll().stream()
                .map(entry -> message(entry.getMessage()))
                .filter(message -> message.path("method").asText().equals("Network.requestWillBeSent"))
                .map(message ->
                        message.path("params").path("request").path("url").asText())
                .filter(address -> !address.startsWith("data:"))
                .map(URI::create)
                .toList();
    }

    private static JsonNode message(String json) {
        try {
            return JSON.readTree(json).path("message");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What axe finds wrong for people who use a keyboard or a screen reader, by its rules of WCAG 2.1 A and AA. */
    List<String> barriers() {
        driver.executeScript(axe());
        Object found = driver.executeAsyncScript("const done = arguments[0];"
                + "const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'];"
                + "axe.run({runOnly: rules}).then(result => done("
                + "result.violations.flatMap(rule => rule.nodes.map(node => rule.id + ': ' + node.target + ' '"
                + " + node.failureSummary))), problem => done([String(problem)]))");
        return ((List<?>) Objects.requireNonNull(found))
                .stream().map(String::valueOf).toList();
    }

    private static String axe() {
        try (InputStream in = Objects.requireNonNull(Browser.class.getResourceAsStream("/axe.min.js"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        driver.quit();
    }
}
