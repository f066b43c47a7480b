// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/tasks.h"

namespace legenda::session {

using store::ProjectStore;
using Purpose = StoreWriter::Purpose;

void Tasks::annotators(Callback<std::vector<store::AnnotatorRecord>> done) {
    writer_.post(Purpose::Read, std::move(done), [](ProjectStore& store) { return store.tasks().annotators(); });
}

void Tasks::addAnnotator(const std::string& name, const std::string& colour, Callback<store::AnnotatorRecord> done) {
    writer_.post(Purpose::Write, std::move(done),
                 [name, colour](ProjectStore& store) { return store.tasks().addAnnotator(name, colour); });
}

void Tasks::setColour(const std::string& annotator, const std::string& colour, Callback<void> done) {
    writer_.post(Purpose::Write, std::move(done),
                 [annotator, colour](ProjectStore& store) { return store.tasks().setColour(annotator, colour); });
}

void Tasks::tasks(Callback<std::vector<store::TaskRecord>> done) {
    writer_.post(Purpose::Read, std::move(done), [](ProjectStore& store) { return store.tasks().tasks(); });
}

void Tasks::addTask(const store::TaskRecord& task, Callback<store::TaskRecord> done) {
    writer_.post(Purpose::Write, std::move(done), [task](ProjectStore& store) { return store.tasks().addTask(task); });
}

void Tasks::removeTask(std::int64_t task, Callback<void> done) {
    writer_.post(Purpose::Write, std::move(done),
                 [task](ProjectStore& store) { return store.tasks().removeTask(task); });
}

void Tasks::progress(std::int64_t task, Callback<store::TaskProgress> done, const Asker& asker) {
    queries_.postNewest(keyOf(asker, "progress"), std::move(done),
                        [task](ProjectStore& store) { return store.tasks().progress(task); });
}

void Tasks::nextUnfinished(std::int64_t task, std::int64_t after, Callback<std::optional<std::int64_t>> done) {
    writer_.post(Purpose::Read, std::move(done),
                 [task, after, annotator = writer_.viewer().annotator](ProjectStore& store) {
                     return store.tasks().nextUnfinished(task, annotator, after);
                 });
}

void Tasks::images(const store::ImageFilter& filter, Callback<std::vector<std::int64_t>> done, const Asker& asker) {
    queries_.postNewest(keyOf(asker, "filter"), std::move(done),
                        [filter](ProjectStore& store) { return store.tasks().images(filter); });
}

void Tasks::marks(Callback<std::vector<store::MarkRecord>> done) {
    writer_.post(Purpose::Read, std::move(done), [](ProjectStore& store) { return store.marks(); });
}

void Tasks::searchTexts(const std::string& words, int most, Callback<std::vector<store::SnippetHit>> done,
                        const Asker& asker) {
    queries_.postNewest(keyOf(asker, "texts"), std::move(done),
                        [words, most](ProjectStore& store) { return store.searchSnippets(words, most); });
}

}  // namespace legenda::session
