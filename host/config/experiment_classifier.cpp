#include "config/experiment_reader.hpp"

namespace inferno {

void read_classifier(JsonReader const& root, Experiment& experiment)
{
    if (!root.has("classifier")) { return; }
    JsonReader const reader = root.object("classifier");
    reader.choice("kind", {"MaxRate"});
    ClassifierDescription classifier;
    classifier.layer         = read_running_layer(reader, "layer", experiment).name;
    classifier.decay         = reader.non_negative("decay", 0);
    classifier.every_batches = reader.integer("every_batches", 1, most_elements, 1);
    classifier.proportional  = reader.boolean("proportional", true);
    for (Samples const* samples : {&experiment.data.train, &experiment.data.test}) {
        if (std::ssize(samples->labels) != samples->count) {
            reader.fail("needs labels, but the data have none");
        }
    }
    experiment.classifier = classifier;
}

}  // namespace inferno
