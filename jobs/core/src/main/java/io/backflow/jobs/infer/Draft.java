package io.backflow.jobs.infer;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A configuration as text, with what was seen in the sample beside it. */
final class Draft {

    /** How many columns a small layer is for. */
    private static final int FEW_COLUMNS = 16;

    private static final int FEW_UNITS = 32;
    private static final int MANY_UNITS = 64;

    /** Pauses so many times as long as the interval between steps are worth a word. */
    private static final int LONG_PAUSE = 50;

    /** Clocks may differ by less than this without a word. */
    private static final long CLOCKS = 60_000;

    private final Inference seen;
    private final TopicPlace place;
    private final StringBuilder text = new StringBuilder();

    private Draft(Inference seen, TopicPlace place) {
        this.seen = seen;
        this.place = place;
    }

    static String of(Inference seen, TopicPlace place) {
        return new Draft(seen, place).write();
    }

    private String write() {
        line("# Written by backflow init from " + Scalars.count(seen.records()) + " records of the topic "
                + place.topic() + ". docs/configuration.md explains all keys.");
        String name = Scalars.text(place.topic());
        line("job: {name: " + name + ", run: " + name + "}");
        line("kafka:");
        line("  bootstrap_servers: " + Scalars.quoted(place.bootstrapServers()));
        line("  group_id: " + Scalars.text(place.groupId()));
        line("  topics:");
        line("    timesteps: " + name);
        for (String topic : List.of("predictions", "parameters", "progress", "dead_letters", "control")) {
            line("    " + topic + ": " + Scalars.text(place.beside(topic.replace('_', '-'))));
        }
        if (!place.properties().isEmpty()) {
            line("  properties:");
            place.properties().forEach((key, value) -> line("    " + Scalars.text(key) + ": " + Scalars.quoted(value)));
        }
        stream();
        model();
        line("horizon: {every: 16}");
        line("forecast: arrival");
        return text.toString();
    }

    private void stream() {
        line("stream:");
        line("  format: " + seen.format().yaml());
        line("  fields:");
        remarked("    sequence: " + paths(seen.sequence().paths()), sequences());
        line("    time: " + seen.time().yaml());
        if (seen.marks().weight()) {
            line("    weight: " + Marks.WEIGHT);
        }
        if (seen.marks().end()) {
            line("    end: " + Marks.END);
        }
        line("    features:");
        for (FeatureChoice feature : seen.features()) {
            remarked("      - " + feature.yaml(), feature.remark());
        }
        if (!seen.unused().isEmpty()) {
            line("    # not used:");
            seen.unused().forEach((path, why) -> line("    #   " + path + ": " + why));
        }
        long late = Scalars.roundedUp(2 * seen.rhythm().late());
        line("  # "
                + (late == 0
                        ? "no step came after a newer one of its sequence; a lateness would delay each forecast"
                        : "steps came up to " + Scalars.duration(seen.rhythm().late())
                                + " after newer ones of their sequence; each forecast waits that long"));
        line("  order: {type: time, lateness: " + Scalars.duration(late) + "}");
        if (seen.rhythm().ahead() > CLOCKS) {
            line("  # event times are ahead of Kafka's timestamps");
            line("  max_ahead: "
                    + Scalars.duration(Scalars.roundedUp(2 * seen.rhythm().ahead())));
        }
        pauses();
    }

    private static String paths(List<String> paths) {
        return paths.size() == 1
                ? Scalars.text(paths.get(0))
                : paths.stream().map(Scalars::text).collect(Collectors.joining(", ", "[", "]"));
    }

    private String sequences() {
        int sequences = seen.rhythm().sequences();
        String steps = seen.rhythm().interval() == 0
                ? ""
                : ", a step every " + Scalars.duration(seen.rhythm().interval());
        return Scalars.count(sequences) + (sequences == 1 ? " sequence" : " sequences") + steps;
    }

    private void pauses() {
        Rhythm rhythm = seen.rhythm();
        if (rhythm.interval() > 0 && rhythm.longest() > LONG_PAUSE * rhythm.interval()) {
            long gap = Scalars.roundedUp(LONG_PAUSE / 2 * rhythm.interval());
            line("# the longest pause within a sequence was " + Scalars.duration(rhythm.longest())
                    + "; with this setting a sequence begins anew after a long one:");
            line("# sequence: {session_gap: " + Scalars.duration(gap) + "}");
        }
    }

    private void model() {
        int columns = seen.columns();
        List<Integer> forecast = seen.forecast();
        line("model:");
        remarked(
                "  input: {type: features, size: " + columns + ", missing: " + (seen.missing() ? "mask" : "last") + "}",
                seen.missing() ? "some values are missing" : "no value was missing");
        line("  layers: [{type: gru, units: " + (columns > FEW_COLUMNS ? MANY_UNITS : FEW_UNITS) + "}]");
        line("  head: {units: " + forecast.size() + ", loss: {type: huber}}");
        line("normalization: running");
        String only = forecast.size() == columns ? "" : ", columns: " + forecast;
        line("target: {type: next, residual: true" + only + "}");
        line("optimizer: {rule: cocob}");
    }

    private void line(String line) {
        text.append(line).append('\n');
    }

    private void remarked(String line, String remark) {
        line(line + " # " + remark);
    }

    /** What the user should know before training. */
    static List<String> remarks(Inference seen) {
        List<String> remarks = new ArrayList<>();
        if (seen.read() < seen.records()) {
            remarks.add(Scalars.count(seen.records() - seen.read()) + " of the sampled records are of another format");
        }
        if (seen.time().path().equals("$timestamp")) {
            remarks.add("no part of the records is a time, so Kafka's timestamp is taken");
        }
        if (seen.rhythm().sequences() > seen.read() / 2) {
            remarks.add("few sequences have more than one record; is "
                    + seen.sequence().paths() + " what names a sequence? --sequence says otherwise");
        }
        return remarks;
    }
}
