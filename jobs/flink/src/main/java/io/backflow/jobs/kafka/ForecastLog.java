package io.backflow.jobs.kafka;

import io.backflow.jobs.config.KafkaConfig;
import io.backflow.jobs.forecast.Forecast;
import io.backflow.jobs.window.PrequentialPrediction;
import io.backflow.schema.wire.WireException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** What a job has written to its topic {@code predictions}. */
public final class ForecastLog {

    /** A record's decoder; nothing where the record is of the other kind. */
    @FunctionalInterface
    private interface Decoder<T> {
        List<T> decode(byte[] value) throws WireException;
    }

    private ForecastLog() {}

    /**
     * Gives each forecast that was made on arrival of a step to {@code reader}, those of a sequence in their order.
     *
     * @param timeout how long the brokers have to answer
     * @return how many records of the topic could not be decoded
     */
    public static long read(KafkaConfig kafka, Duration timeout, Consumer<Forecast> reader) {
        ForecastDecoder forecasts = new ForecastDecoder();
        return read(kafka, timeout, value -> forecasts.decode(value).stream().toList(), reader);
    }

    /**
     * Gives each prediction that was made when its step was trained to {@code reader}, those of a sequence in their
     * order.
     *
     * @param timeout how long the brokers have to answer
     * @return how many records of the topic could not be decoded
     */
    public static long readTrained(KafkaConfig kafka, Duration timeout, Consumer<PrequentialPrediction> reader) {
        return read(kafka, timeout, new PredictionDecoder()::decode, reader);
    }

    private static <T> long read(KafkaConfig kafka, Duration timeout, Decoder<T> decoder, Consumer<T> reader) {
        long[] unknown = new long[1];
        try (TopicLog log = new TopicLog(kafka, kafka.topics().predictions(), timeout)) {
            log.read(record -> {
                try {
                    if (record.value() != null) {
                        decoder.decode(record.value()).forEach(reader);
                    }
                } catch (WireException e) {
                    unknown[0]++;
                }
            });
        }
        return unknown[0];
    }
}
