package io.backflow.lab.demo;

import io.backflow.lab.demo.LearningCurve.Point;
import io.backflow.lab.forecast.Storms;
import io.backflow.lab.forecast.TrackReplay;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;

/** What the demo says on its way, in words and tables. */
final class DemoConsole {

    private final PrintWriter out;

    DemoConsole(PrintWriter out) {
        this.out = out;
    }

    void opening(Storms storms, DemoSettings settings) {
        say("Backflow demo: where will an Atlantic storm be in 6 hours, and how strong?");
        say(
                "%d storms to learn from, %d to choose by, %d to judge by. A GRU of 32 units learns the change of",
                storms.train().size(), storms.validation().size(), storms.test().size());
        say(
                "latitude, longitude, wind and pressure, on two Flink workers, %s, seed %d.",
                settings.mode().name().toLowerCase(Locale.ROOT), settings.seed());
        say("");
    }

    void broker(String bootstrapServers) {
        say("Kafka runs at %s.", bootstrapServers);
    }

    void fed(TrackReplay replay, double seconds) {
        say(
                "Topic timesteps holds %,d steps: %d epochs of %,d, 32 storms side by side (%.1f s).",
                replay.stepsPerEpoch() * replay.order().epochs(),
                replay.order().epochs(),
                replay.stepsPerEpoch(),
                seconds);
        say("");
    }

    void page(URI address) {
        say("Watch it in a browser on this machine: %s", address);
        say("");
    }

    void columns() {
        say("Mean squared errors of the published versions (scaled values):");
        say("epoch   version   steps trained   training storms   validation storms");
    }

    void point(Point point) {
        say(
                "%5d %9d %15d %17.5f %19.5f",
                point.epoch(),
                point.model().version(),
                point.model().totals().steps(),
                point.train(),
                point.validation());
    }

    void verdict(TestErrors errors, Point best, int forecasts) {
        say("");
        say(
                "%d forecasts of storms it never saw, version %d (epoch %d, the best on the validation storms):",
                forecasts, best.model().version(), best.epoch());
        say("  nothing changes          %.5f", errors.persistence());
        say("  goes on in a line        %.5f", errors.linear());
        say("  the network              %.5f   %s", errors.network(), comparison(errors));
    }

    void forecasts(StormForecasts.Shown shown) {
        say("");
        say("%s, one of them, as a service would forecast it: each row before it is known.", shown.storm());
        say("hours    foretold: latitude  longitude  wind  pressure    came: latitude  longitude  wind  pressure");
        for (StormForecasts.Row row : shown.rows()) {
            say("%5d %s        %s", 6 * row.step(), values(row.forecast(), 20), values(row.truth(), 14));
        }
    }

    private static String values(float[] row, int width) {
        return String.format(Locale.ROOT, "%" + width + ".1f %10.1f %5.0f %9.0f", row[0], row[1], row[2], row[3]);
    }

    void closing(Path output, DemoResult result) {
        say("");
        say("The model is in %s. It took %.0f s.", output, result.seconds());
        say("Next: describe your own stream in a file (docs/configuration.md), then");
        say("  ./backflow topics create --config FILE");
        say("  ./backflow train --config FILE");
    }

    private static String comparison(TestErrors errors) {
        double best = Math.min(errors.persistence(), errors.linear());
        double percent = 100 * (1 - errors.network() / best);
        return percent > 0
                ? String.format(Locale.ROOT, "%.0f %% less than the better of the two", percent)
                : "no better than the better of the two";
    }

    private void say(String format, Object... values) {
        out.println(String.format(Locale.ROOT, format, values));
        out.flush();
    }
}
