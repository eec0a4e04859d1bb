package io.backflow.cli;

import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/** Readings of six pumps as JSON: a backlog, then some each second until it is closed. Few are broken. */
final class Pumps implements AutoCloseable {

    static final String CONFIG = """
            job: {parallelism: 2, run: pumps, name: pumps}
            kafka: {bootstrap_servers: "%s"}
            stream:
              format: json
              order: {type: time, lateness: 0s}
              fields: {sequence: [pump], time: at, features: [temperature, pressure]}
            model:
              input: {type: features, size: 2}
              layers: [{type: gru, units: 16}]
              head: {units: 6, loss: {type: quantile, quantiles: [0.1, 0.5, 0.9]}}
            target: {type: next, steps_ahead: 1}
            normalization: {type: fixed, mean: [60, 4], deviation: [6, 0.5]}
            horizon: {type: truncated, every: 8}
            forecast: {type: arrival}
            optimizer: {learning_rate: 0.01}
            flink: {execution.checkpointing.interval: 3s}
            """;

    private static final int PUMPS = 6;
    private static final int BACKLOG = 600;
    private static final long PAUSE_MILLIS = 100;
    private static final Instant BEGIN = Instant.now().minusSeconds(86_400);

    private final KafkaProducer<String, String> producer;
    private final Random random = new Random(7);
    private final Thread thread = new Thread(this::run, "pumps");
    private volatile boolean closed;

    private Pumps(String bootstrap) {
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrap), new StringSerializer(), new StringSerializer());
    }

    static Pumps start(String bootstrap) {
        Pumps pumps = new Pumps(bootstrap);
        pumps.thread.setDaemon(true);
        pumps.thread.start();
        return pumps;
    }

    private void run() {
        try {
            for (int step = 0; !closed; step++) {
                for (int pump = 1; pump <= PUMPS; pump++) {
                    String id = "pump-" + pump;
                    producer.send(new ProducerRecord<>("timesteps", id, reading(id, pump, step)));
                }
                if (step > BACKLOG) {
                    TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String reading(String id, int pump, int step) {
        double phase = step / 9.0 + pump;
        String temperature = random.nextInt(400) == 0
                ? "\"broken\""
                : String.format(Locale.ROOT, "%.2f", 60 + 7 * Math.sin(phase) + 0.8 * random.nextGaussian());
        return String.format(
                Locale.ROOT,
                "{\"pump\": \"%s\", \"at\": \"%s\", \"temperature\": %s, \"pressure\": %.3f}",
                id,
                BEGIN.plusSeconds(step),
                temperature,
                4 + 0.6 * Math.cos(phase) + 0.07 * random.nextGaussian());
    }

    @Override
    public void close() throws InterruptedException {
        closed = true;
        thread.join();
        producer.close();
    }
}
