// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/train/train_new_run.h"

#include "ui/controls/choice_card.h"
#include "ui/controls/layout/share_scroll.h"
#include "ui/controls/options_form.h"
#include "ui/controls/tone_label.h"
#include "ui/theme/theme.h"
#include "ui/train/run_forecast.h"
#include "ui/train/run_list.h"
#include "ui/train/run_settings.h"

#include <QApplication>
#include <QButtonGroup>
#include <QComboBox>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLocale>
#include <QPainter>
#include <QPropertyAnimation>
#include <QPushButton>
#include <QScrollArea>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace legenda::ui {

namespace {

constexpr int kWidth = 420;
constexpr double kForecastShare = 0.4;  // of the panel's height, at most

ToneLabel* section(const QString& text, QWidget* parent) {
    auto* label = new ToneLabel(text, theme::Type::Small, ToneLabel::Tone::Weak, parent);
    label->setType(theme::Type::Small, QFont::DemiBold);
    return label;
}

}  // namespace

TrainNewRun::TrainNewRun(Bridge* bridge, QWidget* over, QWidget* parent)
    : QFrame(parent), over_(over), settings_(new RunSettings(bridge)), forecast_(new RunForecast(bridge, this)) {
    setObjectName(QStringLiteral("newRun"));
    setAccessibleName(tr("New run"));
    setAttribute(Qt::WA_StyledBackground, false);
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(1, 0, 0, 0);
    outer->setSpacing(0);
    addHead(outer);
    addChoices(outer);
    addFoot(outer);
    animation_ = new QPropertyAnimation(this, "geometry", this);
    animation_->setDuration(theme::kFade + 40);
    animation_->setEasingCurve(QEasingCurve::OutCubic);
    connect(animation_, &QPropertyAnimation::finished, this, [this] { setVisible(open_); });
    connect(kinds_, &QComboBox::currentIndexChanged, this, &TrainNewRun::kindChanged);
    connect(group_, &QButtonGroup::idClicked, this, &TrainNewRun::choosePreset);
    connect(form_, &OptionsForm::changed, this, &TrainNewRun::updateStart);
    connect(settings_, &RunSettings::changed, this, &TrainNewRun::updateStart);
    over_->installEventFilter(this);
    hide();
}

void TrainNewRun::addHead(QVBoxLayout* outer) {
    auto* head = new QHBoxLayout;
    head->setContentsMargins(theme::kSpace4, theme::kSpace3, theme::kSpace2, theme::kSpace2);
    auto* title = new ToneLabel(tr("New run"), theme::Type::Heading, ToneLabel::Tone::Normal, this);
    title->setType(theme::Type::Heading, QFont::DemiBold);
    auto* close = new QToolButton(this);
    close->setIcon(theme::icon(QStringLiteral("close")));
    close->setToolTip(tr("Close  (Esc)"));
    close->setAccessibleName(tr("Close"));
    head->addWidget(title, 1);
    head->addWidget(close);
    outer->addLayout(head);
    connect(close, &QToolButton::clicked, this, &TrainNewRun::slideOut);
}

void TrainNewRun::addChoices(QVBoxLayout* outer) {
    auto* scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    auto* inner = new QWidget(scroll);
    inner->setProperty("transparent", true);
    auto* column = new QVBoxLayout(inner);
    column->setContentsMargins(theme::kSpace4, theme::kSpace1, theme::kSpace4, theme::kSpace4);
    column->setSpacing(theme::kSpace2);
    kinds_ = new QComboBox(inner);
    kinds_->setObjectName(QStringLiteral("kinds"));
    kinds_->setAccessibleName(tr("What to train"));
    for (const auto& kind : project::modelKinds())
        kinds_->addItem(runKindTitle(kind.command), QString::fromStdString(kind.command));
    about_ = new ToneLabel({}, theme::Type::Small, ToneLabel::Tone::Weak, inner);
    about_->setWordWrap(true);
    projectText_ = new ToneLabel({}, theme::Type::Base, ToneLabel::Tone::Normal, inner);
    projectText_->setWordWrap(true);
    cards_ = new QVBoxLayout;
    cards_->setSpacing(theme::kSpace2);
    group_ = new QButtonGroup(this);
    form_ = new OptionsForm(inner);
    column->addWidget(kinds_);
    column->addWidget(about_);
    column->addSpacing(theme::kSpace2);
    column->addWidget(section(tr("Project"), inner));
    column->addWidget(projectText_);
    column->addSpacing(theme::kSpace2);
    column->addWidget(section(tr("Preset"), inner));
    column->addLayout(cards_);
    column->addSpacing(theme::kSpace2);
    column->addWidget(section(tr("Options"), inner));
    column->addWidget(form_);
    column->addSpacing(theme::kSpace2);
    column->addWidget(section(tr("This run"), inner));
    column->addWidget(settings_);
    column->addStretch(1);
    scroll->setWidget(inner);
    outer->addWidget(scroll, 1);
}

void TrainNewRun::addFoot(QVBoxLayout* outer) {
    auto* line = new QFrame(this);
    line->setFixedHeight(1);
    line->setAutoFillBackground(true);
    line->setBackgroundRole(QPalette::Mid);
    outer->addWidget(line);
    auto* ahead = new QVBoxLayout;
    ahead->setContentsMargins(theme::kSpace4, theme::kSpace3, theme::kSpace4, 0);
    ahead->setSpacing(theme::kSpace1);
    ahead->addWidget(section(tr("What will happen"), this));
    auto* scroll = new ShareScroll(kForecastShare, this);
    scroll->setFocusPolicy(Qt::NoFocus);
    forecast_->setProperty("transparent", true);
    scroll->setWidget(forecast_);
    ahead->addWidget(scroll);
    outer->addLayout(ahead);
    auto* foot = new QHBoxLayout;
    foot->setContentsMargins(theme::kSpace4, theme::kSpace3, theme::kSpace4, theme::kSpace4);
    why_ = new ToneLabel({}, theme::Type::Small, ToneLabel::Tone::Error, this);
    why_->setWordWrap(true);
    start_ = new QPushButton(tr("Start training"), this);
    start_->setObjectName(QStringLiteral("startTraining"));
    start_->setProperty("primary", true);
    start_->setToolTip(tr("Start  (Ctrl+Return)"));
    foot->addWidget(why_, 1);
    foot->addWidget(start_);
    outer->addLayout(foot);
    connect(start_, &QPushButton::clicked, this, [this] {
        if (!project_ || chosen_ < 0) return;
        const auto asked = request();
        settings_->takeTexts();
        Q_EMIT startRequested(asked);
    });
}

runs::TrainRequest TrainNewRun::request() const {
    runs::TrainRequest request;
    request.project = project_->folder;
    request.kind = kind();
    request.preset = presets_[offered_[static_cast<std::size_t>(chosen_)]].name;
    request.set = form_->changes();
    request.like = like_;
    settings_->addTo(request);
    return request;
}

const project::ModelKindInfo& TrainNewRun::shownKind() const {
    return project::modelKinds()[static_cast<std::size_t>(kinds_->currentIndex())];
}

std::string TrainNewRun::kind() const {
    return shownKind().command;
}

void TrainNewRun::setPresets(std::vector<runs::PresetInfo> presets) {
    presets_ = std::move(presets);
    kindChanged();
}

void TrainNewRun::setProject(const project::ProjectInfo& project) {
    project_ = project;
    const QLocale locale(QLocale::English);
    const auto number = [&](std::int64_t n) { return locale.toString(static_cast<qint64>(n)); };
    projectText_->setText(tr("%1  ·  %2 images: %3 train, %4 dev, %5 test")
                              .arg(QString::fromStdString(project.name), number(project.counts.total()),
                                   number(project.counts.train), number(project.counts.dev),
                                   number(project.counts.test)));
    updateStart();
}

void TrainNewRun::follow(const store::RunRecord& run) {
    kinds_->setCurrentIndex(kinds_->findData(QString::fromStdString(run.kind)));
    const auto at = std::ranges::find_if(offered_, [&](auto i) { return presets_[i].name == run.preset; });
    if (at == offered_.end()) return;
    const auto index = static_cast<int>(at - offered_.begin());
    group_->button(index)->setChecked(true);
    choosePreset(index);
    auto own = presets_[*at];
    const auto options = nlohmann::json::parse(run.optionsJson, nullptr, false);
    if (options.is_object()) own.options.update(options);
    form_->setFields(runs::trainingOptions(own.kind, own));
    like_ = run.id;
    updateStart();
}

void TrainNewRun::kindChanged() {
    like_.clear();
    about_->setText(tr(shownKind().learns.c_str()));
    qDeleteAll(group_->buttons());
    offered_.clear();
    chosen_ = -1;
    for (std::size_t i = 0; i < presets_.size(); ++i) {
        if (presets_[i].kind != kind()) continue;
        auto* card = new ChoiceCard(QString::fromStdString(presets_[i].title),
                                    QString::fromStdString(presets_[i].description), this);
        group_->addButton(card, static_cast<int>(offered_.size()));
        cards_->addWidget(card);
        offered_.push_back(i);
    }
    if (offered_.empty()) {
        form_->setFields({});
        return updateStart();
    }
    group_->button(0)->setChecked(true);
    choosePreset(0);
}

void TrainNewRun::choosePreset(int index) {
    chosen_ = index;
    like_.clear();
    const auto& preset = presets_[offered_[static_cast<std::size_t>(index)]];
    form_->setFields(runs::trainingOptions(preset.kind, preset));
    updateStart();
}

void TrainNewRun::updateStart() {
    const auto wrong = form_->problems().size();
    QString why;
    if (offered_.empty())
        why = tr("No preset of this kind is installed.");
    else if (wrong > 0)
        why = wrong == 1 ? tr("One option needs another value.") : tr("%1 options need another value.").arg(wrong);
    why_->setText(why);
    const bool complete = project_.has_value() && chosen_ >= 0 && why.isEmpty();
    start_->setEnabled(complete && project_->counts.train > 0);  // that there are none is said by the forecast
    if (open_) forecast_->ask(complete ? std::optional(request()) : std::nullopt);
}

void TrainNewRun::forgetTexts() {
    settings_->forgetTexts();
}

bool TrainNewRun::showRefusal(const base::Error& error) {
    settings_->restoreTexts();
    if (!error.key.starts_with(base::kOptionProblem)) return false;
    return form_->showProblem(error.key.substr(base::kOptionProblem.size()), QString::fromStdString(error.message));
}

QRect TrainNewRun::place(bool open) const {
    const QRect room = over_->geometry();
    const int width = std::min(theme::scaled(kWidth), room.width());
    return {room.x() + (open ? room.width() - width : room.width()), room.y(), width, room.height()};
}

void TrainNewRun::slide(bool open) {
    if (open_ == open) return;
    open_ = open;
    animation_->stop();
    setGeometry(place(!open));
    show();
    raise();
    animation_->setStartValue(place(!open));
    animation_->setEndValue(place(open));
    animation_->start();
}

void TrainNewRun::slideIn() {
    if (!open_) before_ = QApplication::focusWidget();
    slide(true);
    kinds_->setFocus();
    updateStart();
}

// The focus returns to where it was: a hidden control would pass it on to the next control of the window.
void TrainNewRun::slideOut() {
    if (before_ && before_->isVisible() && isAncestorOf(QApplication::focusWidget())) before_->setFocus();
    slide(false);
}

bool TrainNewRun::eventFilter(QObject* watched, QEvent* event) {
    const bool placed = event->type() == QEvent::Resize || event->type() == QEvent::Move;
    if (watched == over_ && placed && open_) {
        animation_->stop();
        setGeometry(place(true));
    }
    return QFrame::eventFilter(watched, event);
}

void TrainNewRun::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape) return slideOut();
    const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (enter && (event->modifiers() & Qt::ControlModifier) && start_->isEnabled()) return start_->click();
    QFrame::keyPressEvent(event);
}

void TrainNewRun::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), theme::colours().panel);
    painter.fillRect(QRect(0, 0, 1, height()), theme::colours().borderStrong);
}

}  // namespace legenda::ui
