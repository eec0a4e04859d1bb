package io.backflow.jobs.infer;

import java.util.ArrayList;
import java.util.List;

/**
 * A configuration that was made from a sample.
 *
 * @param yaml the commented text
 * @param sequences in the sample
 * @param remarks sentences that the user should read before training
 */
public record DraftedConfig(String yaml, int sequences, List<String> remarks) {

    public DraftedConfig {
        remarks = List.copyOf(remarks);
    }

    /**
     * Makes a configuration from {@code sample}, records in the order in which they arrived.
     *
     * @throws InferenceException where it says too little
     */
    public static DraftedConfig of(List<Sampled> sample, Wanted wanted, TopicPlace place) {
        List<SampleFormat> formats = new ArrayList<>();
        if (wanted.registry() != null) {
            formats.add(new AvroSample(wanted.registry()));
        }
        formats.add(new JsonSample());
        CsvSample.of(sample).ifPresent(formats::add);
        Inference seen = Inference.of(sample, wanted, formats);
        return new DraftedConfig(Draft.of(seen, place), seen.rhythm().sequences(), Draft.remarks(seen));
    }
}
