// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/evaluate/evaluate_choices.h"

#include "ui/bridge/convert.h"
#include "ui/controls/choice_card.h"
#include "ui/controls/elided_combo.h"
#include "ui/controls/layout/menu_button.h"
#include "ui/controls/model_items.h"
#include "ui/evaluate/evaluate_options_form.h"
#include "ui/evaluate/field_title.h"

#include <QAction>
#include <QButtonGroup>
#include <QMenu>
#include <QStandardItemModel>
#include <QVBoxLayout>

#include <algorithm>

namespace legenda::ui {

namespace {

constexpr int kSetRole = Qt::UserRole + 1;  // of the list of models: the name of a prediction set

const std::vector<evaluation::TaskInfo>& evaluationTasks() {
    static const auto kTasks = evaluation::tasks();
    return kTasks;
}

// Why predictions of this name are not scored; empty: they can be. The name comes out of the project, and may be what
// no import gives: that of a program.
QString whyNoSet(const std::string& name) {
    const auto right = exchange::checkPredictionsName(name);
    return right ? QString() : QString::fromStdString(right.error().message);
}

}  // namespace

EvaluateChoices::EvaluateChoices(Bridge* bridge, QWidget* parent) : QWidget(parent), bridge_(bridge) {
    setProperty("transparent", true);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(theme::kSpace2);
    addTasks(column);
    addChoices(column);
    connect(bridge, &Bridge::predictionsChanged, this, &EvaluateChoices::listSets);
    taskChanged();
}

void EvaluateChoices::addTasks(QVBoxLayout* column) {
    tasks_ = new QButtonGroup(this);
    for (const auto& task : evaluationTasks()) {
        auto* card = new ChoiceCard(tr(task.title.c_str()), tr(task.about.c_str()), this);
        card->setObjectName(QString::fromStdString(task.name));
        tasks_->addButton(card, static_cast<int>(tasks_->buttons().size()));
        column->addWidget(card);
    }
    tasks_->button(0)->setChecked(true);
    // The focus of a card that is no longer chosen would look like a second choice. It is taken from no other control.
    connect(tasks_, &QButtonGroup::buttonToggled, this, [this](QAbstractButton* card, bool on) {
        auto* focused = qobject_cast<QAbstractButton*>(window()->focusWidget());
        if (on && isVisible() && focused && tasks_->buttons().contains(focused)) card->setFocus();
    });
    connect(tasks_, &QButtonGroup::idClicked, this, &EvaluateChoices::taskChanged);
}

void EvaluateChoices::addChoices(QVBoxLayout* column) {
    splits_ = new ElidedCombo(this);
    splits_->setAccessibleName(tr("Split"));
    models_ = new ElidedCombo(this);
    models_->setAccessibleName(tr("Model"));
    models_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    models_->setMinimumContentsLength(10);
    ensemble_ = new MenuButton(this);
    ensemble_->setObjectName(QStringLiteral("ensemble"));
    ensemble_->setMenu(new QMenu(ensemble_));
    ensemble_->setToolTip(
        tr("Several models are evaluated as one: their scores, or the probabilities of their words, "
           "are averaged."));
    column->addSpacing(theme::kSpace1);
    column->addWidget(fieldTitle(tr("Split"), this));
    column->addWidget(splits_);
    column->addWidget(fieldTitle(tr("Model"), this));
    column->addWidget(models_);
    column->addWidget(ensemble_);
    auto* truthRow = new QWidget(this);
    auto* truthColumn = new QVBoxLayout(truthRow);
    truthColumn->setContentsMargins(0, 0, 0, 0);
    truth_ = new ElidedCombo(truthRow);
    truth_->addItem(tr("Entities phrases"), QStringLiteral("entities"));
    truth_->addItem(tr("Annotations of this project"), QStringLiteral("snippets"));
    truth_->setAccessibleName(tr("Ground truth"));
    truthColumn->addWidget(fieldTitle(tr("Ground truth"), truthRow));
    truthColumn->addWidget(truth_);
    column->addWidget(truthRow);
    form_ = new EvaluateOptionsForm(this);
    column->addWidget(form_);
    connect(models_, &QComboBox::currentIndexChanged, this, [this] {
        fillEnsemble(true);
        form_->setVisible(chosenSet().isEmpty() && form_->hasRows());
        Q_EMIT changed();
    });
}

void EvaluateChoices::setProject(const project::ProjectInfo& project) {
    const bool another = !project_ || project_->folder != project.folder;
    project_ = project;
    if (another) {
        sets_.clear();
        setsListed_ = false;
        // The first task with a model.
        const auto& all = evaluationTasks();
        const auto first =
            std::ranges::find_if(all, [&](const auto& task) { return modelInUse(project, task.model) != nullptr; });
        if (first != all.end()) tasks_->button(static_cast<int>(first - all.begin()))->setChecked(true);
        truth_->parentWidget()->setVisible(shownTask().truths.size() > 1);
        listSets();
    }
    fillSplits();
    form_->setTask(shownTask(), project);
    fillModels(!another);
}

void EvaluateChoices::setModels(const project::ProjectInfo& project) {
    project_ = project;
    form_->setTask(shownTask(), project);
    fillModels(true);
}

const evaluation::TaskInfo& EvaluateChoices::shownTask() const {
    return evaluationTasks()[static_cast<std::size_t>(std::max(0, tasks_->checkedId()))];
}

void EvaluateChoices::showTask(const QString& task) {
    const auto& all = evaluationTasks();
    const auto found = std::ranges::find(all, task.toStdString(), &evaluation::TaskInfo::name);
    const int id = static_cast<int>(found - all.begin());
    if (found == all.end() || tasks_->checkedId() == id) return;
    tasks_->button(id)->setChecked(true);
    taskChanged();
}

void EvaluateChoices::taskChanged() {
    truth_->parentWidget()->setVisible(shownTask().truths.size() > 1);
    if (project_) form_->setTask(shownTask(), *project_);
    fillModels(false);
}

void EvaluateChoices::listSets() {
    if (!project_) return;
    bridge_->predictions().sets(this, [this](base::Result<std::vector<store::PredictionSetRecord>> sets) {
        if (!sets && dropped(sets.error())) return;  // another project, which is asked for its own
        setsListed_ = true;
        if (!sets) return Q_EMIT failed(sets.error());
        sets_ = std::move(*sets);
        fillModels(true);
    });
}

void EvaluateChoices::fillSplits() {
    const QString chosen = splits_->currentData().toString();
    splits_->clear();
    const auto& counts = project_->counts;
    const std::pair<const char*, std::int64_t> all[] = {
        {"dev", counts.dev}, {"test", counts.test}, {"train", counts.train}};
    for (const auto& [name, count] : all)
        if (count > 0) splits_->addItem(tr("%1  (%2 images)").arg(QLatin1String(name)).arg(count), QLatin1String(name));
    splits_->setEnabled(splits_->count() > 0);
    if (splits_->count() == 0) splits_->addItem(tr("no split"));
    if (const int index = splits_->findData(chosen); index >= 0) splits_->setCurrentIndex(index);
}

void EvaluateChoices::fillModels(bool keep) {
    {
        const QSignalBlocker quiet(models_);
        const QString set = keep ? chosenSet() : QString();
        models_->clear();
        if (project_) {
            ui::fillModels(models_, *project_, shownTask().model, keep);
            addSets(set);
        }
    }
    fillEnsemble(keep);
    form_->setVisible(chosenSet().isEmpty() && form_->hasRows());
    Q_EMIT changed();
}

// Below the models, those of the kinds that the task takes.
void EvaluateChoices::addSets(const QString& chosen) {
    const bool models = models_->isEnabled();
    bool any = false;
    for (const auto& set : sets_) {
        if (std::ranges::find(shownTask().sets, set.kind) == shownTask().sets.end()) continue;
        if (!any && models) models_->insertSeparator(models_->count());
        if (!any && !models) models_->clear();
        any = true;
        const int row = models_->count();
        const QString name = QString::fromStdString(set.name);
        models_->addItem(tr("%1 · predictions").arg(name), QString());
        models_->setItemData(row, name, kSetRole);
        models_->setItemData(row,
                             tr("%1\nPredictions for %2 images, read from %3")
                                 .arg(name)
                                 .arg(set.images)
                                 .arg(QString::fromStdString(set.file)),
                             Qt::ToolTipRole);
        if (const QString why = whyNoSet(set.name); !why.isEmpty()) {
            models_->setItemData(row, why, Qt::ToolTipRole);
            if (auto* items = qobject_cast<QStandardItemModel*>(models_->model())) items->item(row)->setEnabled(false);
        }
        if (name == chosen) models_->setCurrentIndex(row);
    }
    if (any) models_->setEnabled(true);
}

QString EvaluateChoices::chosenSet() const {
    return models_->currentData(kSetRole).toString();
}

// The other models of the list, to be checked.
void EvaluateChoices::fillEnsemble(bool keep) {
    QStringList before;
    for (const auto* action : ensemble_->menu()->actions())
        if (keep && action->isChecked()) before << action->data().toString();
    ensemble_->menu()->clear();
    const auto showCount = [this] {
        const auto actions = ensemble_->menu()->actions();
        const auto more = std::ranges::count_if(actions, [](const auto* action) { return action->isChecked(); });
        ensemble_->setText(more == 0 ? tr("Ensemble with …") : tr("Ensemble of %1 models").arg(more + 1));
        ensemble_->setAccessibleName(ensemble_->text());
    };
    const QString chosen = models_->currentData().toString();
    for (int row = 0; !chosen.isEmpty() && row < models_->count(); ++row) {
        const QString file = models_->itemData(row).toString();
        if (file.isEmpty() || file == chosen) continue;
        auto* action = ensemble_->menu()->addAction(models_->itemText(row));
        action->setData(file);
        action->setCheckable(true);
        action->setChecked(before.contains(file));
        connect(action, &QAction::toggled, this, [this, showCount] {
            showCount();
            Q_EMIT changed();
        });
    }
    showCount();
    ensemble_->setVisible(shownTask().takes.ensemble && !ensemble_->menu()->isEmpty());
}

QString EvaluateChoices::why() const {
    if (!project_) return {};
    if (!splits_->currentData().isValid()) return tr("This project has no images in a split.");
    const QString set = chosenSet();
    if (!set.isEmpty()) return whyNoSet(set.toStdString());
    if (models_->currentData().toString().isEmpty())
        return tr("No model of this kind yet. Train one on the Train page.");
    return {};
}

std::optional<evaluation::EvaluateOptions> EvaluateChoices::options() const {
    if (!project_ || !why().isEmpty()) return std::nullopt;
    evaluation::EvaluateOptions options;
    options.task = shownTask().name;
    options.project = project_->folder;
    options.split = splits_->currentData().toString().toStdString();
    if (shownTask().truths.size() > 1) options.truth = truth_->currentData().toString().toStdString();
    if (const QString set = chosenSet(); !set.isEmpty()) {
        options.from = set.toStdString();
        return options;
    }
    options.models = {pathOf(models_->currentData().toString())};
    for (const auto* action : ensemble_->menu()->actions())
        if (shownTask().takes.ensemble && action->isChecked())
            options.models.push_back(pathOf(action->data().toString()));
    form_->write(options);
    return options;
}

QString EvaluateChoices::modelName() const {
    const auto chosen = options();
    return chosen && chosen->models.size() == 1 ? models_->currentText() : QString();
}

}  // namespace legenda::ui
