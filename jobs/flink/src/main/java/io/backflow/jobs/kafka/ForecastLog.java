package io.backflow.jobs.kafka;

import io.backflow.jobs.config.KafkaConfig;
import io.backflow.jobs.forecast.Forecast;
import io.backflow.schema.wire.WireException;
import java.time.Duration;
import java.util.function.Consumer;

/** The forecasts in a job's topic {@code predictions}. */
public final class ForecastLog {

    private ForecastLog() {}

    /**
     * Gives each forecast that was made on arrival of a step to {@code reader}, those of a sequence in their order.
     *
     * @param timeout how long the brokers have to answer
     * @return how many records of the topic could not be decoded
     */
    public static long read(KafkaConfig kafka, Duration timeout, Consumer<Forecast> reader) {
        ForecastDecoder decoder = new ForecastDecoder();
        long[] unknown = new long[1];
        try (TopicLog log = new TopicLog(kafka, kafka.topics().predictions(), timeout)) {
            log.read(record -> {
                try {
                    if (record.value() != null) {
                        decoder.decode(record.value()).ifPresent(reader);
                    }
                } catch (WireException e) {
                    unknown[0]++;
                }
            });
        }
        return unknown[0];
    }
}
