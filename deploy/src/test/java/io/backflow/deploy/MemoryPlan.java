package io.backflow.deploy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessSpec;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessUtils;
import org.apache.flink.runtime.jobmanager.JobManagerProcessUtils;

/**
 * How Flink divides the memory of its processes.
 *
 * @param flink the settings
 * @param taskManager memory of the whole process, such as {@code 4g}
 * @param jobManager the same
 */
record MemoryPlan(Map<String, String> flink, String taskManager, String jobManager) {

    private static final MemorySize LEAST_HEAP = MemorySize.ofMebiBytes(256);

    /** What a TaskManager needs outside the heap beside ND4J's arrays. */
    private static final MemorySize CLIENTS = MemorySize.ofMebiBytes(128);

    /** What does not fit; Flink's own sums throw where its settings contradict each other. */
    List<String> problems() {
        Configuration configuration = Configuration.fromMap(flink);
        MemorySize pod = MemorySize.parse(taskManager);
        configuration.set(TaskManagerOptions.TOTAL_PROCESS_MEMORY, pod);
        configuration.set(JobManagerOptions.TOTAL_PROCESS_MEMORY, MemorySize.parse(jobManager));
        TaskExecutorProcessSpec process = TaskExecutorProcessUtils.processSpecFromConfig(configuration);
        JobManagerProcessUtils.processSpecFromConfig(configuration);

        List<String> problems = new ArrayList<>();
        if (process.getJvmHeapMemorySize().compareTo(LEAST_HEAP) < 0) {
            problems.add("the heap of a TaskManager is " + process.getJvmHeapMemorySize());
        }
        if (process.getTaskOffHeapSize().compareTo(arrays("maxbytes").add(CLIENTS)) < 0) {
            problems.add("task.off-heap.size is " + process.getTaskOffHeapSize() + ", and arrays may take "
                    + arrays("maxbytes"));
        }
        if (!arrays("maxphysicalbytes").equals(pod)) {
            problems.add("maxphysicalbytes is " + arrays("maxphysicalbytes") + " of " + pod);
        }
        return problems;
    }

    private MemorySize arrays(String limit) {
        Matcher found = Pattern.compile("-Dorg\\.bytedeco\\.javacpp\\." + limit + "=(\\w+)")
                .matcher(flink.getOrDefault("env.java.opts.taskmanager", ""));
        return found.find() ? MemorySize.parse(found.group(1)) : MemorySize.ZERO;
    }
}
