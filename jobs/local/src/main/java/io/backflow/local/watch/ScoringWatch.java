package io.backflow.local.watch;

import io.backflow.jobs.config.JobConfig;
import io.backflow.jobs.forecast.ForecastTotals;
import io.backflow.jobs.kafka.ScoringProgressDecoder;
import io.backflow.jobs.kafka.ShortLook;
import io.backflow.jobs.protocol.VersionId;
import io.backflow.jobs.publish.Incidents;
import io.backflow.jobs.scorer.ScoringReport;
import io.backflow.jobs.scoring.GateDecision;
import io.backflow.local.RunningJob;
import io.backflow.schema.wire.WireException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Watches one scoring job from before its start to its end. Not thread-safe. */
public final class ScoringWatch implements AutoCloseable {

    private static final Duration WAIT = Duration.ofMillis(100);

    private final JobConfig config;
    private final byte[] key;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final ScoringProgressDecoder decoder = new ScoringProgressDecoder();
    private final StatusLine status;
    private final Screen screen;
    private @Nullable ScoringReport newest;

    /** To be made before the job starts, so that nothing is missed. */
    public ScoringWatch(JobConfig config, Screen screen) {
        this.config = config;
        this.screen = screen;
        key = ScoringProgressDecoder.key(config.job().run(), config.job().name())
                .getBytes(StandardCharsets.UTF_8);
        status = new StatusLine(screen);
        Properties settings = config.kafka().clientProperties();
        consumer = ShortLook.consumer(settings);
        List<TopicPartition> partitions = consumer
                .partitionsFor(config.kafka().topics().progress())
                .stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position); // seeking is lazy; the end that counts is the one of now
    }

    /** Shows the job's progress and its decisions until the job has ended; throws what made it fail. */
    public void untilEnd(RunningJob job) throws WireException, InterruptedException, ExecutionException {
        Silence silence = Silence.of("nothing scored", screen, new Obstacle(job, config.kafka()));
        boolean ended = false;
        boolean more = true;
        while (!ended || more) {
            ended = job.ended();
            more = poll(silence);
            silence.sentence().ifPresent(status::show);
        }
        status.clear();
        job.await();
    }

    private boolean poll(Silence silence) throws WireException {
        boolean more = false;
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(WAIT)) {
            more = true;
            if (Arrays.equals(record.key(), key)) {
                silence.broken();
                show(decoder.decode(record.value()));
            }
        }
        return more;
    }

    private void show(ScoringReport report) {
        newest = report;
        GateDecision decision = report.decision();
        if (decision != null && decision.kind() != GateDecision.Kind.ADOPTED) {
            status.clear();
            screen.err().println(text(decision));
        }
        status.show(line(report));
    }

    private static String text(GateDecision decision) {
        String what = decision.kind().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return "version " + decision.version().version() + ": " + what + ", " + decision.reason();
    }

    private static String line(ScoringReport report) {
        ForecastTotals totals = report.forecasts();
        VersionId current = report.models().current();
        VersionId shadow = report.models().shadow();
        return String.format(
                Locale.ROOT,
                "%,d forecasts scored, version %s%s, loss %s (baseline %s)%s",
                totals.scored(),
                current == null ? "-" : Long.toString(current.version()),
                shadow == null ? "" : ", version " + shadow.version() + " in its shadow",
                mean(totals.lossSum(), totals),
                mean(totals.baselineLossSum(), totals),
                report.incidents().length == 0
                        ? ""
                        : "; " + Incidents.text(new Incidents(report.incidents()).byReason()));
    }

    private static String mean(double sum, ForecastTotals totals) {
        return totals.weightSum() > 0 ? String.format(Locale.ROOT, "%.4f", sum / totals.weightSum()) : "-";
    }

    /** The newest report that was seen; null: none. */
    public @Nullable ScoringReport newest() {
        return newest;
    }

    @Override
    public void close() {
        consumer.close();
    }
}
