package io.backflow.lab.simulate;

import java.util.List;
import java.util.Map;

/**
 * What many seeds came to.
 *
 * @param seeds how many were run
 * @param workers in each
 * @param violations how often something did not hold
 * @param failingSeeds in which
 * @param traffic on the edges, by synchronisation
 */
public record CampaignResult(
        long seeds, int workers, long violations, List<Long> failingSeeds, Map<String, Traffic> traffic) {

    public CampaignResult {
        failingSeeds = List.copyOf(failingSeeds);
        traffic = Map.copyOf(traffic);
    }
}
