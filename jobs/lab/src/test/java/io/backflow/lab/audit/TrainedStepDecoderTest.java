package io.backflow.lab.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.kafka.PredictionSerializer;
import io.backflow.schema.PredictedStep;
import io.backflow.schema.Prediction;
import io.backflow.schema.wire.Wire;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class TrainedStepDecoderTest {

    @Test
    void eachStepOfAWindowsRecordWasTrainedByItsWriter() throws Exception {
        Prediction window = Prediction.newBuilder()
                .setSequenceId("a")
                .setStep(7)
                .setEventTime(Instant.ofEpochMilli(7000))
                .setVersion(3)
                .setPrediction(List.of(1f))
                .setOutcomes(List.of())
                .setFollowing(
                        List.of(new PredictedStep(8L, Instant.ofEpochMilli(9000), List.of(2f), null, null, null, 1f)))
                .build();
        byte[] value = Wire.of(Prediction.class, Prediction.getClassSchema(), Wire.ONE_MEBIBYTE)
                .encode(window);
        ConsumerRecord<byte[], byte[]> record = new ConsumerRecord<>("predictions", 0, 0, null, value);
        record.headers()
                .add(
                        PredictionSerializer.WRITER,
                        ByteBuffer.allocate(Long.BYTES).putLong(5).array());

        assertThat(new TrainedStepDecoder().decode(record))
                .containsExactly(new TrainedStep(5, "a", 7, 7000), new TrainedStep(5, "a", 8, 9000));
    }
}
