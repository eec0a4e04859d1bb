package io.backflow.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.Patience;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

class EmbeddedBrokerIT {

    private static final int PARTITIONS = 30;

    @Test
    void keepsWhatAProducerSendsForAConsumerInAGroup() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start()) {
            List<String> sent =
                    IntStream.range(0, 100).mapToObj(Integer::toString).toList();
            broker.createTopics(new NewTopic("numbers", 1, (short) 1));
            produce(broker, "numbers", sent);

            assertThat(consume(broker, "numbers", sent.size())).containsExactlyElementsOf(sent);
        }
    }

    @Test
    void twoBrokersRunSideBySideAndKnowNothingOfEachOther() throws Exception {
        try (EmbeddedBroker one = EmbeddedBroker.start();
                EmbeddedBroker other = EmbeddedBroker.start()) {
            one.createTopics(new NewTopic("mine", 1, (short) 1));

            try (Admin admin = Admin.create(Map.of("bootstrap.servers", other.bootstrapServers()))) {
                assertThat(admin.listTopics().names().get()).isEmpty();
            }
        }
    }

    /** A producer's second batch may be taken otherwise, and its first one not. */
    @Test
    void aTopicThatWasMadeTakesRecordsAtOnce() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start();
                Admin impatient =
                        Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers(), "retries", "0"))) {
            for (int i = 0; i < 20; i++) {
                String topic = "made-" + i;
                broker.createTopics(new NewTopic(topic, PARTITIONS, (short) 1));

                Map<TopicPartition, OffsetSpec> ends = IntStream.range(0, PARTITIONS)
                        .mapToObj(partition -> new TopicPartition(topic, partition))
                        .collect(Collectors.toMap(Function.identity(), partition -> OffsetSpec.latest()));
                assertThat(impatient.listOffsets(ends).all().get()).hasSize(PARTITIONS);
            }
        }
    }

    @Test
    void leavesNoFileBehind() {
        EmbeddedBroker broker = EmbeddedBroker.start();
        assertThat(broker.directory()).isNotEmptyDirectory();

        broker.close();
        broker.close();

        assertThat(broker.directory()).doesNotExist();
    }

    private static void produce(EmbeddedBroker broker, String topic, List<String> values) {
        Map<String, Object> settings = Map.of("bootstrap.servers", broker.bootstrapServers());
        try (var producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            values.forEach(value -> producer.send(new ProducerRecord<>(topic, value)));
        }
    }

    private static List<String> consume(EmbeddedBroker broker, String topic, int count) {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers", broker.bootstrapServers(), "group.id", "readers", "auto.offset.reset", "earliest");
        List<String> values = new ArrayList<>();
        long deadline = System.nanoTime() + Patience.LONG.toNanos();
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            consumer.subscribe(List.of(topic));
            while (values.size() < count && System.nanoTime() < deadline) {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> values.add(record.value()));
            }
        }
        return values;
    }
}
