package io.backflow.schema.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.backflow.schema.Prediction;
import io.backflow.schema.Timestep;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.message.BinaryMessageEncoder;
import org.junit.jupiter.api.Test;

final class WireTest {

    private final Wire<Timestep> wire = Wire.of(Timestep.class, Timestep.getClassSchema(), 1000);

    @Test
    void whatIsWrittenReadsBack() throws WireException {
        assertThat(wire.decode(wire.encode(timestep()))).isEqualTo(timestep());
    }

    @Test
    void bytesAreThoseOfAvrosOwnSingleObjectEncoder() throws Exception {
        assertThat(wire.encode(timestep()))
                .isEqualTo(Timestep.getEncoder().encode(timestep()).array());
    }

    @Test
    void formerWritersAreReadThroughTheSchemaTheyUsed() throws Exception {
        Schema former = SchemaBuilder.record("Timestep")
                .namespace("io.backflow.schema")
                .fields()
                .requiredString("sequence_id")
                .requiredInt("step")
                .requiredLong("event_time")
                .endRecord();
        GenericData.Record old = new GenericData.Record(former);
        old.put("sequence_id", "storm");
        old.put("step", 7);
        old.put("event_time", 1000L);
        byte[] message = new BinaryMessageEncoder<>(GenericData.get(), former)
                .encode(old)
                .array();
        Wire<Timestep> newer = Wire.of(Timestep.getClassSchema(), List.of(former), 1000);

        Timestep read = newer.decode(message);

        assertThat(read.getStep()).isEqualTo(7);
        assertThat(read.getWeight()).isEqualTo(1f);
        assertThat(read.getFeatures()).isEmpty();
    }

    @Test
    void unframedBytesAreRefused() {
        assertRefused("{\"sequence_id\": \"storm\"}".getBytes(), WireException.Reason.NOT_FRAMED);
        assertRefused(new byte[] {(byte) 0xC3, 1, 0}, WireException.Reason.NOT_FRAMED);
        assertRefused(new byte[0], WireException.Reason.NOT_FRAMED);
    }

    @Test
    void aRecordOfAnotherKindIsRefusedByItsFingerprint() {
        Wire<Prediction> others = Wire.of(Prediction.class, Prediction.getClassSchema(), 1000);
        Prediction prediction = Prediction.newBuilder()
                .setSequenceId("storm")
                .setStep(1)
                .setEventTime(Instant.EPOCH)
                .setVersion(1)
                .setPrediction(List.of(1f))
                .setOutcomes(List.of())
                .setFollowing(List.of())
                .build();

        assertRefused(others.encode(prediction), WireException.Reason.UNKNOWN_SCHEMA);
    }

    @Test
    void aMessageAboveTheLimitIsNeitherReadNorWritten() {
        Timestep large =
                Timestep.newBuilder(timestep()).setSequenceId("s".repeat(2000)).build();

        assertRefused(new byte[1001], WireException.Reason.TOO_LARGE);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> wire.encode(large))
                .withMessageContaining("1000");
    }

    @Test
    void aLengthThatIsNotThereTakesNoMemory() {
        byte[] header = Arrays.copyOf(wire.encode(timestep()), 10);
        byte[] hugeString = concat(header, 0xfe, 0xff, 0xff, 0xff, 0x0f);
        byte[] hugeArray = concat(header, 2, 'a', 0, 0, 0xfe, 0xff, 0xff, 0xff, 0x0f, 1, 2, 3, 4);
        byte[] mostNegativeCount =
                concat(header, 2, 'a', 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1, 0, 0);

        assertRefused(hugeString, WireException.Reason.MALFORMED);
        assertRefused(hugeArray, WireException.Reason.MALFORMED);
        assertRefused(mostNegativeCount, WireException.Reason.MALFORMED);
    }

    @Test
    void everyTruncationAndEveryAppendedByteIsRefused() {
        byte[] message = wire.encode(timestep());
        for (int length = 0; length < message.length; length++) {
            byte[] cut = Arrays.copyOf(message, length);
            assertThatThrownBy(() -> wire.decode(cut)).isInstanceOf(WireException.class);
        }
        assertRefused(Arrays.copyOf(message, message.length + 1), WireException.Reason.MALFORMED);
    }

    /** Whatever a message is turned into, reading it gives a record or a {@link WireException}, nothing else. */
    @Test
    void damagedMessagesNeverEndOtherwiseThanInARecordOrARefusal() {
        Random random = new Random(42);
        byte[] message = wire.encode(timestep());
        int refused = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] damaged = message.clone();
            for (int flips = random.nextInt(1, 4); flips > 0; flips--) {
                damaged[random.nextInt(10, damaged.length)] = (byte) random.nextInt(256);
            }
            try {
                wire.decode(damaged);
            } catch (WireException e) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(1000);
    }

    private void assertRefused(byte[] message, WireException.Reason reason) {
        assertThatThrownBy(() -> wire.decode(message))
                .isInstanceOfSatisfying(
                        WireException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }

    private static byte[] concat(byte[] header, int... rest) {
        byte[] message = Arrays.copyOf(header, header.length + rest.length);
        for (int i = 0; i < rest.length; i++) {
            message[header.length + i] = (byte) rest[i];
        }
        return message;
    }

    private static Timestep timestep() {
        return Timestep.newBuilder()
                .setSequenceId("storm-1")
                .setStep(3)
                .setEventTime(Instant.ofEpochMilli(1_700_000_000_000L))
                .setFeatures(List.of(1f, 2f, -0.5f))
                .setTarget(List.of(0.25f))
                .build();
    }
}
