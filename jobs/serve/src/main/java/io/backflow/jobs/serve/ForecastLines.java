package io.backflow.jobs.serve;

import io.backflow.jobs.config.ForecastSpec;
import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.forecast.Forecast;
import io.backflow.jobs.forecast.ServedModel;
import io.backflow.jobs.sequence.Step;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;

/**
 * An example of a service: reads steps from standard input, and prints the forecast after each. A line is {@code
 * SEQUENCE,EVENT_TIME,FEATURE,...} with the event time in milliseconds since 1970; steps are numbered as they come.
 * Each forecast is a line {@code SEQUENCE,TARGET_STEP,VERSION,VALUE,...}.
 *
 * <p>Arguments: {@code --file MODEL.safetensors} serves a file, {@code --config JOB.yaml} follows the topic that the
 * configuration names.
 */
public final class ForecastLines {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ServedModel model;
    private final Map<String, Long> next = new HashMap<>();

    ForecastLines(ServedModel model) {
        this.model = model;
    }

    /** Runs until the input ends. */
    public static void main(String[] arguments) throws IOException, InterruptedException, TimeoutException {
        if (arguments.length != 2 || !(arguments[0].equals("--file") || arguments[0].equals("--config"))) {
            throw new IllegalArgumentException("give --file MODEL.safetensors or --config JOB.yaml");
        }
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        Path path = Path.of(arguments[1]);
        if (arguments[0].equals("--file")) {
            try (ServedModel model = ServedModel.open(path)) {
                new ForecastLines(model).run(in, System.out);
            }
            return;
        }
        JobConfig config = JobConfig.read(path);
        try (ServedModel model = new ServedModel(ForecastSpec.of(config), ServedModel.BATCH);
                ModelSubscription subscription = ModelSubscription.start(ParametersTopic.of(config), model)) {
            subscription.await(PATIENCE);
            new ForecastLines(model).run(in, System.out);
        }
    }

    /** Lines that are there already are forecast together. */
    void run(BufferedReader in, PrintStream out) throws IOException {
        List<Step> steps = new ArrayList<>();
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            steps.add(step(line));
            if (!in.ready() || steps.size() >= ServedModel.BATCH) {
                model.step(steps).forEach(forecast -> out.println(text(forecast)));
                steps.clear();
            }
        }
        if (!steps.isEmpty()) {
            model.step(steps).forEach(forecast -> out.println(text(forecast)));
        }
    }

    private Step step(String line) {
        String[] fields = line.split(",", -1);
        if (fields.length < 3) {
            throw new IllegalArgumentException("a line is " + line + "; give SEQUENCE,EVENT_TIME,FEATURE,...");
        }
        float[] features = new float[fields.length - 2];
        for (int i = 0; i < features.length; i++) {
            features[i] = Float.parseFloat(fields[i + 2]);
        }
        long number = next.merge(fields[0], 1L, Long::sum) - 1;
        return new Step(fields[0], number, Long.parseLong(fields[1]), features);
    }

    private static String text(Forecast forecast) {
        StringBuilder text = new StringBuilder(forecast.sequenceId())
                .append(',')
                .append(forecast.about().step())
                .append(',')
                .append(forecast.said().version());
        for (float value : forecast.said().values()) {
            text.append(',').append(value);
        }
        return text.toString();
    }
}
