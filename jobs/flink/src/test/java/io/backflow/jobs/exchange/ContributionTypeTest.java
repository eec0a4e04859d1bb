package io.backflow.jobs.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.backflow.jobs.protocol.Change;
import io.backflow.jobs.protocol.Contribution;
import io.backflow.jobs.protocol.Contribution.RoundNorm;
import io.backflow.jobs.protocol.Contribution.RoundPart;
import io.backflow.jobs.protocol.Contribution.RoundSum;
import io.backflow.jobs.protocol.Contribution.Sender;
import io.backflow.jobs.protocol.Contribution.Trained;
import io.backflow.jobs.protocol.Contribution.WorkerSlots;
import io.backflow.jobs.protocol.Contribution.WorkerUpdate;
import io.backflow.jobs.protocol.Encoding;
import io.backflow.jobs.protocol.Losses;
import io.backflow.jobs.protocol.Rounds;
import io.backflow.jobs.protocol.Share;
import io.backflow.jobs.protocol.Slots;
import io.backflow.jobs.protocol.TrainingTotals;
import io.backflow.jobs.protocol.server.GradientUpdate;
import io.backflow.jobs.protocol.server.ShardServer;
import io.backflow.jobs.protocol.server.ShardState;
import io.backflow.jobs.sequence.FeatureSums;
import io.backflow.model.Gradients;
import io.backflow.model.Initialization;
import io.backflow.model.Minibatch;
import io.backflow.model.network.Network;
import io.backflow.model.optimizer.Adam;
import io.backflow.model.optimizer.ConstantRate;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What travels from the workers to the server. */
class ContributionTypeTest {

    /** 40 steps of 8 sequences touch at most 320 of 10,000 rows. */
    @Test
    void anEmbeddingsGradientTravelsAsTheRowsThatOccurred() throws IOException {
        Trained contribution = contribution(gradient(1));

        int values = contribution.share().change().values().length;
        int packed = Travel.bytes(contribution, ContributionType.of(Encoding.FLOAT32));
        int halved = Travel.bytes(contribution, ContributionType.of(Encoding.FLOAT16));

        int rest = values - EmbeddingModel.VOCABULARY * EmbeddingModel.WIDTH;
        assertThat(packed).isLessThan(Float.BYTES * (320 * (EmbeddingModel.WIDTH + 1) + rest) + 400);
        assertThat(halved).isLessThan(packed * 11 / 20);
        System.out.printf(
                "an embedding's gradient: dense %d, rows %d, rows of float16 %d bytes%n",
                Float.BYTES * values, packed, halved);
    }

    /** Adam moves rows that no gradient touches as well; the server sees the dense gradient and so does that too. */
    @Test
    void theServerEndsWithTheBitsThatDenseGradientsGive() throws IOException {
        float[] initial = Initialization.keras(EmbeddingModel.SPEC, 7);
        ShardState dense = state(initial);
        ShardState packed = state(initial);
        ShardServer one = server();
        ShardServer other = server();
        for (int step = 1; step <= 5; step++) {
            Contribution contribution = contribution(step, gradient(step));
            one.accept(dense, contribution);
            other.accept(packed, Travel.over(contribution, Encoding.FLOAT32));
        }

        assertThat(packed.values).isEqualTo(dense.values).isNotEqualTo(initial);
        assertThat(packed.slots).isEqualTo(dense.slots);
    }

    @Test
    void everyVectorComesBackBitForBit() throws IOException {
        Random random = new Random(3);
        for (int round = 0; round < 300; round++) {
            float[] vector = new float[random.nextInt(round % 50 == 0 ? 20_000 : 200)];
            int runs = random.nextInt(6);
            for (int run = 0; run < runs && vector.length > 0; run++) {
                int from = random.nextInt(vector.length);
                for (int i = from; i < Math.min(vector.length, from + random.nextInt(vector.length)); i++) {
                    vector[i] = random.nextInt(5) == 0 ? -0f : random.nextFloat() - 0.5f;
                }
            }
            float[] back = values(Travel.over(contribution(vector), Encoding.FLOAT32));
            assertThat(bits(back)).isEqualTo(bits(vector));
        }
    }

    @Test
    void nothingButTheValuesIsRounded() throws IOException {
        float third = 1f / 3;
        Losses losses = new Losses(third, 2, new double[] {third, 1, 4, 5});
        FeatureSums features = new FeatureSums(new double[] {5, 1.0 / 3, 1e300});
        Share share = new Share(new Change(new float[] {third, 1e6f}, 7), third, totals(third), losses, features);
        List<Trained> trained = List.of(
                new WorkerUpdate(1, new Sender(3, 4), 5, share),
                new RoundPart(1, new Sender(3, 4), Rounds.NONE, share),
                new RoundSum(1, 6, share, third));
        for (Trained contribution : trained) {
            Contribution back = Travel.over(contribution, Encoding.FLOAT16);

            // 11 places of each: multiples of 2^-12 and of 2^9
            assertThat(values(back)).containsExactly(0.33325195f, 999_936f);
            assertThat(back)
                    .usingRecursiveComparison()
                    .withStrictTypeChecking()
                    .ignoringFields("share.change.values")
                    .isEqualTo(contribution);
        }
    }

    @Test
    void messagesWithoutValuesComeBackAsTheyWere() throws IOException {
        List<Contribution> sent = List.of(
                new WorkerUpdate(1, new Sender(3, 4), 5, new Share(null, 2, totals(1))),
                new RoundPart(1, new Sender(3, 4), 6, Share.NONE),
                new RoundSum(1, Rounds.ALL, Share.NONE, 0),
                new RoundNorm(1, 2, 6, 1.0 / 3),
                new WorkerSlots(1, new Slots(new float[] {1f / 3, 0f, 0f, 0f, 0f, 2f}, Slots.UNCOUNTED, 9)));
        for (Contribution contribution : sent) {
            assertThat(Travel.over(contribution, Encoding.FLOAT16))
                    .usingRecursiveComparison()
                    .withStrictTypeChecking()
                    .isEqualTo(contribution);
        }
    }

    @Test
    void aMessageOfAnUnknownKindIsRefused() {
        var serializer = ContributionType.of(Encoding.FLOAT32).createSerializer(new SerializerConfigImpl());

        assertThatThrownBy(() -> serializer.deserialize(new DataInputDeserializer(new byte[] {9, 0, 0, 0, 1})))
                .isInstanceOf(IOException.class)
                .hasMessage("a contribution of kind 9");
    }

    /** A delta at a late learning rate, a gradient divided by many steps, and the largest and smallest there are. */
    @ParameterizedTest
    @ValueSource(floats = {1e-3f, 1e-9f, 1e-30f, 1e9f, 3e38f})
    void sixteenBitsKeepTheSameShareOfAVectorWhateverItsSize(float size) throws IOException {
        Random random = new Random(8);
        float[] vector = new float[10_000];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = size * (2 * random.nextFloat() - 1) * (i % 3 == 0 ? 1e-4f : 1f);
        }
        vector[7] = Float.NaN;
        vector[5000] = Float.NEGATIVE_INFINITY;

        float[] back = values(Travel.over(contribution(vector), Encoding.FLOAT16));

        for (int i = 0; i < vector.length; i++) {
            // half a unit in the last of 11 places, of values that are at least 2^-29 of the largest
            double tolerance = Math.max(0x1p-11 * Math.abs(vector[i]), 0x1p-40 * size);
            if (Float.isFinite(vector[i])) {
                assertThat((double) back[i]).isCloseTo(vector[i], within(tolerance));
            } else {
                assertThat(back[i]).isEqualTo(Float.valueOf(vector[i]));
            }
        }
    }

    @Test
    void aStretchHasAScaleOfItsOwn() throws IOException {
        float[] vector = new float[20];
        vector[0] = 1e30f;
        vector[19] = 1e-3f;

        float[] back = values(Travel.over(contribution(vector), Encoding.FLOAT16));

        assertThat(back[0]).isCloseTo(1e30f, withinPercentage(0.05));
        assertThat(back[19]).isCloseTo(1e-3f, withinPercentage(0.05));
    }

    @Test
    void stretchesThatDoNotFitAreRefused() throws IOException {
        PackedVector packed = new PackedVector(Encoding.FLOAT32);
        DataOutputSerializer out = new DataOutputSerializer(16);
        out.write(new byte[] {4, 3, 2, 0, 0, 0, 0, 0, 0, 0, 0}); // 4 values: 3 zeros, then 2 values

        assertThatThrownBy(() -> packed.read(new DataInputDeserializer(out.getCopyOfBuffer())))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("a vector of 4 values goes on at 0 with 3 zeros and 2 values");
    }

    /** Values are looked at in blocks, and a run of zeros may begin and end anywhere in one. */
    @Test
    void aRunOfZerosIsSkippedWhereverItIs() throws IOException {
        ContributionSize size = values -> Travel.bytes(contribution(values), ContributionType.of(Encoding.FLOAT32));
        for (int from = 0; from <= 100; from++) {
            float[] values = new float[150];
            Arrays.fill(values, -1f);
            values[149] = -0f;
            int dense = size.of(values);
            Arrays.fill(values, from, from + 40, 0f);

            assertThat(dense - size.of(values))
                    .as("two lengths more, or shorter ones")
                    .isBetween(154, 161);
            assertThat(values(Travel.over(contribution(values), Encoding.FLOAT32)))
                    .containsExactly(values);
        }
    }

    private interface ContributionSize {
        int of(float... values) throws IOException;
    }

    private static float[] gradient(int seed) {
        Random random = new Random(seed);
        Minibatch batch = new Minibatch(EmbeddingModel.SPEC, 40, 8);
        batch.reset(40, 8);
        for (int i = 0; i < 320; i++) {
            batch.tokens()[i] = random.nextInt(EmbeddingModel.VOCABULARY);
            batch.labels()[i] = random.nextInt(4);
            batch.weights()[i] = 1;
        }
        try (Network network = new Network(EmbeddingModel.SPEC, 40, 8)) {
            float[] parameters = Initialization.keras(EmbeddingModel.SPEC, 7);
            Gradients gradients = new Gradients(parameters.length);
            network.load(parameters);
            network.forwardBackward(batch, gradients);
            return gradients.values();
        }
    }

    private static ShardServer server() {
        return new ShardServer(
                0, 1, new GradientUpdate(Adam.DEFAULT, new ConstantRate(0.01), Double.POSITIVE_INFINITY));
    }

    private static ShardState state(float[] initial) {
        return new ShardState(
                initial.clone(), new float[Adam.DEFAULT.slotsPerParameter() * initial.length], new float[0]);
    }

    private static RoundSum contribution(float[] values) {
        return contribution(0, values);
    }

    private static RoundSum contribution(long round, float[] values) {
        return new RoundSum(0, round, new Share(new Change(values, 0), 320, totals(1)), 1);
    }

    private static float[] values(Contribution contribution) {
        return ((Trained) contribution).share().change().values();
    }

    private static TrainingTotals totals(double sum) {
        return new TrainingTotals(1, 2, 3, 4, sum, sum, sum);
    }

    private static int[] bits(float[] values) {
        return IntStream.range(0, values.length)
                .map(i -> Float.floatToRawIntBits(values[i]))
                .toArray();
    }
}
