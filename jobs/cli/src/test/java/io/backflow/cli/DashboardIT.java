package io.backflow.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.backflow.jobs.Patience;
import io.backflow.local.EmbeddedBroker;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/** The page of a job that trains on a live stream, in a browser. Its pictures are in {@code target/dashboard}. */
@Timeout(600)
class DashboardIT {

    private static final Pattern ADDRESS = Pattern.compile("http://127\\.0\\.0\\.1:\\d+/");
    private static final Path PICTURES = Path.of("target", "dashboard");
    private static final int DESKTOP = 1280;
    private static final int PHONE = 360;

    @TempDir
    static Path folder;

    private static Browser browser;
    private static EmbeddedBroker broker;
    private static Pumps pumps;
    private static Process training;
    private static URI page;

    @BeforeAll
    static void trainWithAPage() throws Exception {
        browser = Browser.find().orElse(null);
        if (browser == null) {
            String reason = "no chromium with chromedriver is on the PATH: the page was not driven in a browser";
            System.out.println("DashboardIT: " + reason);
            Assumptions.abort(reason);
        }
        broker = EmbeddedBroker.start();
        Path config =
                Files.writeString(folder.resolve("pumps.yaml"), Pumps.CONFIG.formatted(broker.bootstrapServers()));
        assertThat(Invocation.of("topics", "create", "--config", config.toString(), "--partitions", "2")
                        .err())
                .isEmpty();
        pumps = Pumps.start(broker.bootstrapServers());
        training = start(config);
        page = address();
    }

    @AfterAll
    static void stop() throws Exception {
        if (browser != null) {
            browser.picture(PICTURES.resolve("last.png"), DESKTOP, 2300); // what a failed test saw
            browser.close();
        }
        if (training != null) {
            training.destroyForcibly().waitFor();
        }
        if (pumps != null) {
            pumps.close();
        }
        if (broker != null) {
            broker.close();
        }
    }

    private static Process start(Path config) throws IOException {
        return CommandProcess.of(
                        "train",
                        "--config",
                        config.toString(),
                        "--output",
                        folder.resolve("run").toString())
                .startSayingTo(folder.resolve("said.txt"));
    }

    private static URI address() {
        return await().atMost(Patience.LONG)
                .until(
                        () -> {
                            Matcher said = ADDRESS.matcher(Files.readString(folder.resolve("said.txt")));
                            assertThat(training.isAlive())
                                    .as(Files.readString(folder.resolve("said.txt")))
                                    .isTrue();
                            return said.find() ? URI.create(said.group()) : null;
                        },
                        found -> found != null);
    }

    @Test
    void showsARunAsItGoesToEyesKeyboardAndScreenReaderAndLoadsNothingFromElsewhere() throws Exception {
        browser.size(DESKTOP, 900, false);
        browser.prefer("prefers-color-scheme", "light");
        browser.open(page);

        await().atMost(Patience.LONG).untilAsserted(() -> {
            assertThat(browser.text("#status-text")).startsWith("Live, last report");
            assertThat(browser.text("#cards h3")).startsWith("pump-");
            assertThat(browser.text("#rejections")).contains("field").contains("temperature");
            assertThat(browser.text("#checkpoints")).contains("running").contains("completed");
            assertThat(browser.text("#incidents")).contains("rejected field");
            assertThat(browser.text("#tiles")).contains("below the baseline");
            assertThat(browser.text("#cards .card .note")).contains("inside the interval");
        });
        long shown = stepsShown();
        await().atMost(Duration.ofSeconds(10)).until(() -> stepsShown() > shown);
        assertThat(browser.text("h1")).isEqualTo("Run pumps");

        pickAnotherByKeyboard();
        browser.element("#chart-loss summary").click();
        await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> assertThat(browser.text("#chart-loss table"))
                .contains("Time")
                .contains("Baseline"));
        browser.element("#chart-loss summary").click();
        TimeUnit.SECONDS.sleep(15); // for curves that a picture can show

        picture("desktop.webp", DESKTOP, 1400);
        browser.prefer("prefers-color-scheme", "dark");
        picture("dark.webp", DESKTOP, 1400);
        assertThat(browser.script("return getComputedStyle(document.body).backgroundColor"))
                .isEqualTo("rgb(14, 19, 24)");
        assertThat(browser.barriers()).as("barriers in the dark").isEmpty();
        browser.prefer("prefers-color-scheme", "light");
        assertThat(browser.barriers()).as("barriers in the light").isEmpty();

        browser.size(PHONE, 740, true);
        assertThat(browser.script("return document.documentElement.scrollWidth"))
                .isEqualTo((long) PHONE);
        picture("phone.webp", PHONE, 1700);

        assertThat(browser.complaints()).isEmpty();
        assertThat(browser.requests()).isNotEmpty().allSatisfy(address -> assertThat(address.getAuthority())
                .isEqualTo(page.getAuthority()));

        training.destroy(); // SIGTERM, as Ctrl-C is SIGINT
        await().atMost(Patience.LONG)
                .untilAsserted(() -> assertThat(browser.text("#status-text")).contains("has ended"));
        assertThat(training.waitFor(Patience.LONG.toMinutes(), TimeUnit.MINUTES))
                .isTrue();
        assertThat(browser.text("#tiles")).as("the last state").contains("below the baseline");
    }

    private static long stepsShown() {
        return Long.parseLong(browser.text("#checkpoints dl")
                .replaceAll("(?s).*Steps trained\\s+([0-9,]+).*", "$1")
                .replace(",", ""));
    }

    private static void pickAnotherByKeyboard() {
        browser.script("document.activeElement.blur(); window.scrollTo(0, 0)");
        String other = browser.text("#cards h3").equals("pump-2") ? "pump-3" : "pump-2";
        browser.tabTo("#search");
        browser.press(other, Keys.ENTER);
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(browser.text("#cards")).contains(other));
        assertThat((List<?>) browser.script("return [...document.querySelectorAll('.choice[aria-pressed=true]')]"
                        + ".map(button => button.textContent)"))
                .hasSize(2);
    }

    private static void picture(String name, int width, int height) throws InterruptedException {
        browser.script("document.activeElement.blur(); window.scrollTo(0, 0)");
        TimeUnit.MILLISECONDS.sleep(1500); // the next state draws in the new size and colours
        browser.picture(PICTURES.resolve(name), width, height);
    }
}
