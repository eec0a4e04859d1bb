package io.backflow.lab.experiment.pipeline;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.backflow.jobs.config.JobConfig;
import io.backflow.lab.chaos.StateBackend;
import io.backflow.lab.experiment.CountedSteps;
import io.backflow.lab.experiment.ForkedJvm;
import io.backflow.lab.experiment.pipeline.KernelAlone.Speed;
import io.backflow.lab.experiment.pipeline.Passed.Mark;
import io.backflow.lab.experiment.pipeline.PipelinePlan.Variant;
import io.backflow.local.CountingSink;
import io.backflow.local.LocalCluster;
import io.backflow.local.RunningJob;
import io.backflow.local.TemporaryDirectory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The process in which the jobs of one network are measured, so that what the compiler learnt of another network does
 * not count. Prints a row for each.
 */
public final class PipelineProcess implements AutoCloseable {

    /** Begins the line that holds a row as JSON. */
    static final String ROW = "row ";

    /** Parts of the stream before and after which nothing is measured. */
    private static final double FROM = 0.1;

    private static final double TO = 0.9;

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final PipelinePlan plan;
    private final TemporaryDirectory temporary = TemporaryDirectory.create();
    private int jobs;

    private PipelineProcess(PipelinePlan plan) {
        this.plan = plan;
    }

    /** @param arguments the plan, as JSON */
    public static void main(String[] arguments) throws Exception {
        ForkedJvm.endWithParent();
        ObjectMapper json = new ObjectMapper();
        try (PipelineProcess process = new PipelineProcess(json.readValue(arguments[0], PipelinePlan.class))) {
            process.warmUp();
            Map<Integer, Parts> parts = new TreeMap<>();
            for (Variant variant : process.plan.variants()) {
                if (!parts.containsKey(variant.parallelism())) {
                    parts.put(variant.parallelism(), process.parts(variant.parallelism()));
                }
                PipelineRow row = process.row(variant, parts.get(variant.parallelism()));
                System.out.println(ROW + json.writeValueAsString(row));
            }
        }
        System.exit(0);
    }

    /** What is measured once for each number of workers. */
    private record Parts(Speed kernel, double streamStepsPerS) {}

    private void warmUp() throws Exception {
        long end = System.nanoTime()
                + Duration.ofSeconds(plan.extent().warmUpSeconds()).toNanos();
        List<Variant> variants = plan.variants();
        for (int i = 0; System.nanoTime() < end; i++) {
            run(variants.get(i % variants.size()), PipelineJob::training, end - System.nanoTime());
        }
    }

    private Parts parts(int parallelism) throws Exception {
        Variant variant = new Variant(parallelism, StateBackend.HASHMAP, "none", "step");
        Speed kernel = new KernelAlone(config(variant).model())
                .measure(parallelism, Math.min(plan.extent().seconds(), 3));
        return new Parts(kernel, measure(variant, PipelineJob::streaming).perSecond());
    }

    private PipelineRow row(Variant variant, Parts parts) throws Exception {
        Passed passed = measure(variant, PipelineJob::training);
        return new PipelineRow(
                plan.units(),
                variant.parallelism(),
                variant.state().label(),
                variant.predictions(),
                passed.perSecond(),
                null,
                parts.kernel().stepsPerS(),
                passed.micros(passed.cpu().ownNanos()) - parts.kernel().cpuUsPerStep(),
                parts.streamStepsPerS(),
                passed.microsByGroup());
    }

    /** As many jobs as it takes to measure as long as was asked for. */
    private Passed measure(Variant variant, PipelineJob job) throws Exception {
        long enough = Duration.ofSeconds(plan.extent().seconds()).toNanos();
        Passed all = Passed.NOTHING;
        while (all.nanos() < enough) {
            all = all.plus(run(variant, job, enough - all.nanos()));
        }
        return all;
    }

    private JobConfig config(Variant variant) {
        return PipelineStream.config(plan.brokers(), "h" + plan.units() + "-" + jobs++, plan.units(), variant);
    }

    /** One job, measured for {@code nanos} at most. */
    private Passed run(Variant variant, PipelineJob job, long nanos) throws Exception {
        JobConfig config = config(variant);
        PipelineStream.createTopics(config);
        CountingSink counter = new CountingSink(config.job().name());
        try (LocalCluster cluster = LocalCluster.start(config, temporary.path())) {
            StreamExecutionEnvironment environment = cluster.environment();
            job.define(environment, config, counter);
            try (RunningJob running = cluster.submit(environment, config.job().name())) {
                CountedSteps steps = new CountedSteps(running, counter, PATIENCE);
                steps.await(Math.round(FROM * plan.extent().records()));
                Mark from = Mark.now(counter.count());
                steps.await(Math.round(TO * plan.extent().records()), Duration.ofNanos(nanos));
                return Mark.now(counter.count()).since(from);
            }
        } finally {
            PipelineStream.deletePredictions(config);
        }
    }

    @Override
    public void close() {
        temporary.close();
    }
}
