package io.backflow.jobs.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.config.TargetConfig;
import io.backflow.jobs.sequence.Step;
import io.backflow.model.HeadSpec;
import io.backflow.model.InputSpec;
import io.backflow.model.LayerSpec;
import io.backflow.model.LossSpec;
import io.backflow.model.ModelSpec;
import io.backflow.schema.Timestep;
import io.backflow.schema.wire.Wire;
import io.backflow.schema.wire.WireException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.avro.SchemaNormalization;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class PlainTimestepsTest {

    private static final int HEADER = 10;
    private static final List<String> IDS = List.of("storm", "s-12", "Öl-7", "", "é".repeat(129), "机器/3");
    private static final List<Long> TIMES =
            List.of(1000L, -1L, 0L, 1_700_000_000_000L, Long.MAX_VALUE, Long.MIN_VALUE, 1_700_000_000_000_000L);

    private final Wire<Timestep> wire = Wire.of(Timestep.class, Timestep.getClassSchema(), Wire.ONE_MEBIBYTE);
    private final PlainTimesteps plain = new PlainTimesteps();

    @Test
    void aPlainTimestepIsRead() {
        byte[] value = wire.encode(Steps.valid().setToken(4).setLabel(-100).build());

        assertThat(plain.read(value, "storm".getBytes(StandardCharsets.UTF_8)))
                .usingRecursiveComparison()
                .isEqualTo(new Step("storm", 3, 1000, new float[] {1, 2}, 4, new float[] {3, 4}, -100, 1, false));
    }

    @Test
    void itReadsTheVersionThatThisBuildWrites() {
        assertThat(SchemaNormalization.parsingFingerprint64(Timestep.getClassSchema()))
                .isEqualTo(PlainTimesteps.FINGERPRINT);
    }

    @Test
    void whatIsNotPlainIsLeftToTheOtherReader() {
        byte[] key = "storm".getBytes(StandardCharsets.UTF_8);
        byte[] value = wire.encode(Steps.valid().build());
        // features as two blocks of one, and as one block of known size
        byte[] blocks = hex("0a73746f726d06d00f" + "020000803f" + "0200000040" + "00" + "000000" + "0000803f00");
        byte[] sized = hex("0a73746f726d06d00f" + "03100000803f00000040" + "00" + "000000" + "0000803f00");
        byte[] whole = hex("0a73746f726d06d00f" + "040000803f00000040" + "00" + "000000" + "0000803f00");
        byte[] noTruth = hex("0a73746f726d06d00f" + "040000803f00000040" + "00" + "000000" + "0000803f02");
        byte[] noBranch = hex("0a73746f726d06d00f" + "040000803f00000040" + "00" + "000400" + "0000803f00");
        byte[] noText = hex("0a737480726d06d00f" + "040000803f00000040" + "00" + "000000" + "0000803f00");

        assertThat(plain.read(whole, key)).isNotNull();
        for (byte[] other : List.of(blocks, sized, noTruth, noBranch)) {
            assertThat(plain.read(other, key)).isNull();
        }
        assertThat(plain.read(noText, null)).isNull();
        assertThat(plain.read(value, new byte[] {1})).isNull();
        assertThat(plain.read(wire.encode(Steps.valid().setToken(-1).build()), key))
                .isNull();
        assertThat(plain.read(Arrays.copyOf(value, value.length - 1), key)).isNull();
        assertThat(plain.read(Arrays.copyOf(value, value.length + 1), key)).isNull();
        assertThat(plain.read(new byte[0], key)).isNull();
    }

    private static byte[] hex(String datum) {
        return HexFormat.of().parseHex("c30119bf0af24f9e69c9" + datum);
    }

    /** 2^31 features in a record of some bytes: nothing is allocated for them. */
    @Test
    void aLengthThatIsNotThereTakesNoMemory() {
        byte[] value = hex("0a73746f726d06d00f" + "feffffff0f" + "0000803f00");

        assertThat(plain.read(value, null)).isNull();
    }

    /** A step from here is the other reader's, and so is what is wrong with it. */
    @Test
    void bothReadersReadAlikeWhateverTheBytes() {
        Random random = new Random(11);
        List<TimestepValidator> validators = List.of(
                validator(new InputSpec.Features(2), 2, new LossSpec.Mse()),
                validator(new InputSpec.Features(1), 2, new LossSpec.Mse()),
                validator(new InputSpec.Tokens(10, 4), 5, new LossSpec.CrossEntropy()));
        int taken = 0;
        for (int i = 0; i < 60_000; i++) {
            TimestepValidator validity = validators.get(random.nextInt(3));
            Timestep timestep = timestep(random);
            byte[] value = i % 3 == 0 ? wire.encode(timestep) : damaged(wire.encode(timestep), random);
            byte[] key = key(timestep, random);

            Step read = plain.read(value, key);
            if (read != null) {
                taken++;
                assertThat(outcome(() -> validity.check(read)))
                        .as(HexFormat.of().formatHex(value))
                        .isEqualTo(outcome(() -> validity.check(wire.decode(value), key)));
            }
        }
        assertThat(taken).isBetween(20_000, 50_000);
    }

    /** Every NaN is one NaN to a comparison by value; here each bit counts. */
    private static String text(Step step) {
        return List.of(
                        step.sequenceId(),
                        step.step(),
                        step.eventTime(),
                        Arrays.toString(bits(step.features())),
                        step.token(),
                        Arrays.toString(bits(step.target())),
                        step.label(),
                        Float.floatToRawIntBits(step.weight()),
                        step.endOfSequence())
                .toString();
    }

    private static int @Nullable [] bits(float @Nullable [] values) {
        return values == null
                ? null
                : IntStream.range(0, values.length)
                        .map(i -> Float.floatToRawIntBits(values[i]))
                        .toArray();
    }

    @FunctionalInterface
    private interface Reading {
        Step read() throws WireException, InvalidTimestep;
    }

    private static String outcome(Reading reading) {
        try {
            return text(reading.read());
        } catch (InvalidTimestep e) {
            return e.reason() + ": " + e.getMessage();
        } catch (WireException e) {
            return e.reason() + ": " + e.getMessage();
        }
    }

    private static TimestepValidator validator(InputSpec input, int units, LossSpec loss) {
        ModelSpec model = new ModelSpec(input, List.of(new LayerSpec.Lstm(2, false, 0)), new HeadSpec(units, loss));
        return new TimestepValidator(model, new TargetConfig.Given(), TimestepDecoderTest.stream("number"));
    }

    private static Timestep timestep(Random random) {
        return Timestep.newBuilder()
                .setSequenceId(IDS.get(random.nextInt(IDS.size())))
                .setStep(random.nextInt(4) == 0 ? random.nextLong() : random.nextInt(1000))
                .setEventTime(Instant.ofEpochMilli(TIMES.get(random.nextInt(TIMES.size()))))
                .setFeatures(floats(random.nextInt(4), random))
                .setToken(random.nextBoolean() ? null : Integer.valueOf(random.nextInt(24) - 4))
                .setTarget(random.nextBoolean() ? null : floats(random.nextInt(4), random))
                .setLabel(random.nextBoolean() ? null : Integer.valueOf(random.nextInt(24) - 12))
                .setWeight(random.nextInt(3) == 0 ? random.nextFloat() * 20 - 5 : 1)
                .setEndOfSequence(random.nextBoolean())
                .build();
    }

    private static List<Float> floats(int count, Random random) {
        return IntStream.range(0, count)
                .mapToObj(i -> random.nextInt(9) == 0
                        ? Float.intBitsToFloat(random.nextInt())
                        : Float.valueOf((float) random.nextGaussian()))
                .toList();
    }

    private static byte @Nullable [] key(Timestep timestep, Random random) {
        return switch (random.nextInt(5)) {
            case 0 -> null;
            case 1 -> "other".getBytes(StandardCharsets.UTF_8);
            default -> timestep.getSequenceId().getBytes(StandardCharsets.UTF_8);
        };
    }

    /** A byte changed, cut off, or put in. */
    private static byte[] damaged(byte[] value, Random random) {
        int at = HEADER + random.nextInt(value.length - HEADER);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(value, 0, at);
        switch (random.nextInt(4)) {
            case 0 -> {} // the rest is lost
            case 1 -> {
                out.write(random.nextInt(256));
                out.write(value, at, value.length - at);
            }
            default -> {
                out.write(random.nextInt(256));
                out.write(value, at + 1, value.length - at - 1);
            }
        }
        return out.toByteArray();
    }
}
