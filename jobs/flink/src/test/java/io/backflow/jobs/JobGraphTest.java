package io.backflow.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.jobs.config.JobConfig;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;

class JobGraphTest {

    /**
     * A JobManager reads the graph on threads that outlive the job. What thread-local variables of Avro, or threads of
     * ND4J, hold from there keeps the job's class loader: a session cluster would run out of Metaspace.
     */
    @Test
    void aJobManagerThatReadsTheGraphLoadsNothingThatWouldKeepTheJobsClasses() throws Exception {
        byte[] graph = serialized();
        JobLoader job = new JobLoader();

        StreamGraph read = InstantiationUtil.deserializeObject(graph, job);
        read.deserializeUserDefinedInstances(job, Runnable::run);

        assertThat(job.defined).anyMatch(name -> name.startsWith("io.backflow.jobs."));
        assertThat(job.defined)
                .noneMatch(name -> name.equals("org.apache.avro.Schema")
                        || name.startsWith("org.nd4j.")
                        || name.startsWith("org.bytedeco."));
    }

    private static byte[] serialized() throws Exception {
        JobConfig config = JobConfig.parse("""
                kafka: {bootstrap_servers: "localhost:9092"}
                model:
                  input: {type: features, size: 1}
                  layers: [{type: gru, units: 2}]
                  head: {units: 1, loss: {type: mse}}
                """);
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(TrainingJob.flink(config));
        TrainingJob.define(env, config);
        StreamGraph graph = env.getStreamGraph();
        graph.serializeUserDefinedInstances();
        return InstantiationUtil.serializeObject(graph);
    }

    /** Defines the job's classes, and those of its libraries, itself, as the class loader of a submitted job does. */
    private static final class JobLoader extends ClassLoader {

        final List<String> defined = Collections.synchronizedList(new ArrayList<>());

        JobLoader() {
            super(JobGraphTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.matches("(io\\.backflow|org\\.apache\\.avro|org\\.nd4j|org\\.bytedeco)\\..*")) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                return loaded == null ? define(name) : loaded;
            }
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
                if (in == null) {
                    throw new ClassNotFoundException(name);
                }
                byte[] bytes = in.readAllBytes();
                defined.add(name);
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }
}
