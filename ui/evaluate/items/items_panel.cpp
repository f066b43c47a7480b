// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/evaluate/items/items_panel.h"

#include "ui/bridge/convert.h"
#include "ui/controls/elided_combo.h"
#include "ui/controls/files/file_dialog.h"
#include "ui/controls/page.h"
#include "ui/controls/tone_label.h"
#include "ui/evaluate/items/figure_histogram.h"
#include "ui/evaluate/items/item_lines.h"
#include "ui/evaluate/items/item_titles.h"
#include "ui/evaluate/items/items_model.h"
#include "ui/evaluate/items/items_table.h"

#include <QComboBox>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QLocale>
#include <QPointer>
#include <QPushButton>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace legenda::ui {

namespace {

constexpr std::size_t kMostOtherWay = 1000;  // items looked through for those of the same image
constexpr int kLeastPanel = 190;             // px

std::string chosenData(const QComboBox* choice) {
    return choice->currentData().toString().toStdString();
}

const evaluation::EvaluationRecord::List* keptListOf(const evaluation::EvaluationRecord& record,
                                                     const std::string& name) {
    const auto found = std::ranges::find(record.lists, name, &evaluation::EvaluationRecord::List::section);
    return found == record.lists.end() ? nullptr : &*found;
}

}  // namespace

ItemsPanel::ItemsPanel(Page* page, QWidget* parent)
    : QFrame(parent), page_(page), model_(new ItemsModel(page->bridge(), this)) {
    setProperty("panel", true);
    setAccessibleName(tr("Items behind a figure"));
    setMinimumHeight(theme::scaled(kLeastPanel));
    auto* rows = new QVBoxLayout(this);
    rows->setContentsMargins(theme::kSpace3, theme::kSpace2, theme::kSpace3, theme::kSpace2);
    rows->setSpacing(theme::kSpace2);
    rows->addWidget(buildHead());
    content_ = new QStackedWidget(this);
    auto* shown = new QWidget(content_);
    auto* inner = new QVBoxLayout(shown);
    inner->setContentsMargins(0, 0, 0, 0);
    inner->setSpacing(theme::kSpace2);
    inner->addWidget(buildFilters());
    table_ = new ItemsTable(model_, shown);
    table_->setObjectName(QStringLiteral("items"));
    inner->addWidget(table_, 1);
    content_->addWidget(shown);
    message_ = new ToneLabel({}, theme::Type::Base, ToneLabel::Tone::Weak, content_);
    message_->setWordWrap(true);
    message_->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    content_->addWidget(message_);
    rows->addWidget(content_, 1);
    connect(table_, &ItemsTable::itemChosen, this, &ItemsPanel::choose);
    connect(table_, &ItemsTable::orderWanted, this, [this](int column) {
        const auto sorted = model_->figureOf(column);
        if (sorted.empty() && column > 0) return;
        const bool again = sorted == query_.sortBy;
        order(sorted, sorted.empty() ? false : again ? !query_.descending : evaluation::lowIsGood(figure()));
    });
    connect(model_, &ItemsModel::failed, page_, [page](const base::Error& error) { page->showError(error); });
    connect(model_, &ItemsModel::arrived, this, [this] {
        table_->showOrder(model_->columnOf(query_.sortBy), query_.descending);
        showCount();
        if (wanted_ >= 0 && wanted_ < model_->rowCount()) choose(std::exchange(wanted_, -1));
    });
    connect(page->bridge(), &Bridge::imagesChanged, this, [this] {
        stale_ = listed_ && !isVisible();
        if (listed_ && isVisible()) model_->listImages();
    });
    hide();
}

QWidget* ItemsPanel::buildHead() {
    auto* head = new QWidget(this);
    auto* line = new QHBoxLayout(head);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(theme::kSpace2);
    title_ = new ToneLabel({}, theme::Type::Heading, ToneLabel::Tone::Normal, head);
    title_->setType(theme::Type::Heading, QFont::DemiBold);
    title_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    count_ = new ToneLabel({}, theme::Type::Small, ToneLabel::Tone::Weak, head);
    count_->setObjectName(QStringLiteral("itemCount"));
    export_ = new QPushButton(theme::icon(QStringLiteral("export")), tr("Export items …"), head);
    export_->setProperty("compact", true);
    export_->setToolTip(tr("Write all items of this result as a table, CSV"));
    auto* close = new QToolButton(head);
    close->setObjectName(QStringLiteral("closeItems"));
    close->setIcon(theme::icon(QStringLiteral("close")));
    theme::setIconSide(close, 14);
    close->setToolTip(tr("Close the items  (Esc)"));
    close->setAccessibleName(tr("Close the items"));
    line->addWidget(title_, 1);
    line->addWidget(count_);
    line->addWidget(export_);
    line->addWidget(close);
    connect(export_, &QPushButton::clicked, this, &ItemsPanel::exportItems);
    connect(close, &QToolButton::clicked, this, &ItemsPanel::leave);
    return head;
}

QWidget* ItemsPanel::buildFilters() {
    auto* filters = new QWidget(this);
    auto* line = new QHBoxLayout(filters);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(theme::kSpace2);
    sections_ = new ElidedCombo(filters);
    sections_->setObjectName(QStringLiteral("itemSections"));
    sections_->setAccessibleName(tr("Items of"));
    figures_ = new ElidedCombo(filters);
    figures_->setAccessibleName(tr("Figure of the items"));
    for (auto* choice : {sections_, figures_}) {
        choice->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        choice->setMinimumContentsLength(9);
        line->addWidget(choice, 2, Qt::AlignTop);
    }
    words_ = new QLineEdit(filters);
    words_->setObjectName(QStringLiteral("itemWords"));
    words_->setPlaceholderText(tr("Filter by image or text"));
    words_->setAccessibleName(tr("Filter the items"));
    words_->setClearButtonEnabled(true);
    histogram_ = new FigureHistogram(filters);
    line->addWidget(words_, 2, Qt::AlignTop);
    line->addWidget(histogram_, 3);
    connect(sections_, &QComboBox::activated, this, &ItemsPanel::fillFigures);
    connect(figures_, &QComboBox::activated, this, &ItemsPanel::figureChanged);
    connect(words_, &QLineEdit::textChanged, this, [this](const QString& words) {
        query_.words = words.trimmed().toStdString();
        if (record_) ask();
    });
    connect(histogram_, &FigureHistogram::chosenChanged, this, [this](int bin) {
        const auto& all = histogram_->histogram();
        query_.least.reset();
        query_.below.reset();
        query_.figure = of_.other != 0 ? evaluation::kDifference : figure();
        if (bin > 0) query_.least = histogram_->low(bin);
        if (bin >= 0 && bin + 1 < static_cast<int>(all.counts.size()) && all.high > all.low)
            query_.below = histogram_->low(bin + 1);
        ask();
    });
    return filters;
}

std::string ItemsPanel::section() const {
    return chosenData(sections_);
}

std::string ItemsPanel::figure() const {
    return chosenData(figures_);
}

bool ItemsPanel::settled() const {
    return !asking_ && !model_->waiting();
}

void ItemsPanel::say(const QString& message) {
    message_->setText(message);
    content_->setCurrentIndex(1);
    export_->hide();
    count_->clear();
}

void ItemsPanel::showItems(const ItemsOf& of) {
    of_ = of;
    record_.reset();
    wanted_ = -1;
    asking_ = false;
    model_->clear();
    title_->setText(of.otherName.isEmpty() ? tr("Items of %1").arg(of.name)
                                           : tr("Items of %1 against %2").arg(of.name, of.otherName));
    show();
    if (of.result < 1)
        return say(
            tr("These figures are not stored in the project, so their items are not kept. Run the evaluation "
               "again once the project can be written to."));
    say(tr("Reading the items …"));
    if (!std::exchange(listed_, true)) model_->listImages();
    asking_ = true;
    page_->bridge()->results().list(
        this, [this, id = of.result](base::Result<std::vector<evaluation::EvaluationRecord>> records) {
            if (id != of_.result || (!records && dropped(records.error()))) return;
            asking_ = false;
            if (!records) {
                page_->showError(records.error());
                return say(tr("The items could not be read."));
            }
            const auto found = std::ranges::find(*records, id, &evaluation::EvaluationRecord::id);
            if (found == records->end()) return say(tr("This result is no longer in the project."));
            takeRecord(*found);
        });
}

void ItemsPanel::takeRecord(const evaluation::EvaluationRecord& record) {
    if (!record.hasItems())
        return say(
            tr("This result was made by an earlier version, which kept the figures alone. Run the evaluation "
               "again to see the items behind them."));
    if (!keptListOf(record, of_.section.toStdString()))
        return say(tr("Of these figures no items are kept: choose a figure of the model itself."));
    record_ = record;
    {
        const QSignalBlocker quiet(words_);
        words_->clear();
    }
    query_ = {};
    sections_->clear();
    for (const auto& list : record.lists)
        sections_->addItem(itemSectionTitle(list.section), QString::fromStdString(list.section));
    sections_->setVisible(record.lists.size() > 1);
    sections_->setCurrentIndex(sections_->findData(of_.section));
    export_->show();
    content_->setCurrentIndex(0);
    fillFigures();
    table_->setFocus(Qt::OtherFocusReason);
}

void ItemsPanel::fillFigures() {
    const auto* list = record_ ? keptListOf(*record_, section()) : nullptr;
    if (!list) return;
    const auto wanted = evaluation::figureBehind(of_.figure.toStdString(), list->figures);
    figures_->clear();
    for (const auto& name : list->figures) figures_->addItem(itemFigureTitle(name), QString::fromStdString(name));
    figures_->setVisible(list->figures.size() > 1);
    figures_->setCurrentIndex(std::max(0, figures_->findData(QString::fromStdString(wanted))));
    figureChanged();
}

// The worst first: by how far it is behind the other result, where there is one.
void ItemsPanel::figureChanged() {
    query_.figure.clear();
    query_.least.reset();
    query_.below.reset();
    histogram_->clear();
    histogram_->setAccessibleName(tr("Histogram: %1").arg(figures_->currentText()));
    order(of_.other != 0 ? evaluation::kDifference : figure(), evaluation::lowIsGood(figure()));
    askHistogram();
}

void ItemsPanel::order(const std::string& figure, bool descending) {
    query_.sortBy = figure;
    query_.descending = descending;
    ask();
}

void ItemsPanel::ask() {
    wanted_ = -1;
    query_.section = section();
    model_->ask({of_.result, of_.other, figure()}, query_);
    table_->scrollToTop();
}

void ItemsPanel::askHistogram() {
    const auto take = [this, shown = figure(), asked = section(), result = of_.result,
                       other = of_.other](base::Result<evaluation::Histogram> found) {
        if (!found) {
            if (!dropped(found.error())) page_->showError(found.error());
            return;
        }
        if (shown != figure() || asked != section() || result != of_.result || other != of_.other) return;
        histogram_->setHistogram(
            std::move(*found), [shown, pair = other != 0](double value) { return itemFigureText(shown, value, pair); },
            isHitOrMiss(shown));
    };
    auto& results = page_->bridge()->results();
    const QString list = QString::fromStdString(section()), name = QString::fromStdString(figure());
    if (of_.other != 0)
        results.pairHistogram(this, of_.result, of_.other, list, name, FigureHistogram::kBins, take);
    else
        results.histogram(this, of_.result, list, name, FigureHistogram::kBins, take);
}

void ItemsPanel::showCount() {
    const auto* list = record_ ? keptListOf(*record_, section()) : nullptr;
    const QLocale locale;
    const auto total = static_cast<qulonglong>(model_->total());
    const auto all = static_cast<qulonglong>(list ? list->items : model_->total());
    count_->setText(total == all ? tr("%1 items").arg(locale.toString(total))
                                 : tr("%1 of %2 items").arg(locale.toString(total), locale.toString(all)));
}

void ItemsPanel::choose(int row) {
    if (row < 0 || row >= model_->rowCount()) return;
    const auto& item = model_->item(row);
    table_->selectRow(row);
    if (model_->imageOf(item.image) == 0)
        return page_->toast(tr("%1 is not among the images of the project").arg(QString::fromStdString(item.image)));
    if (sections_->count() < 2 || of_.other != 0 || model_->columnOf("rank") < 0) return tell(row, {});
    // Ranked lists both ways: what the other direction says of the same image.
    evaluation::ItemQuery otherWay;
    otherWay.section = sections_->itemData(1 - std::min(1, sections_->currentIndex())).toString().toStdString();
    otherWay.sortBy = "rank";
    otherWay.descending = true;
    otherWay.words = item.image;
    otherWay.count = kMostOtherWay;
    page_->bridge()->results().items(
        this, of_.result, otherWay,
        [this, row, image = item.image, section = otherWay.section](base::Result<evaluation::ItemPage> page) {
            if (row >= model_->rowCount() || model_->item(row).image != image) return;
            if (!page) {
                if (!dropped(page.error())) page_->showError(page.error());
                return;
            }
            tell(row, otherWayLines(*page, section, image));
        },
        QStringLiteral("other way"));
}

void ItemsPanel::tell(int row, const std::vector<ShownItem::Line>& otherWay) {
    const auto& item = model_->item(row);
    ShownItem shown;
    shown.image = model_->imageOf(item.image);
    QStringList parts{tr("%1 %2").arg(itemFigureTitle(model_->figures().front()), model_->figureText(row, 0))};
    if (sections_->count() > 1) parts << sections_->currentText();
    parts << of_.name;
    shown.title = parts.join(QStringLiteral("  ·  "));
    shown.lines = itemLines(*model_, row, of_.otherName);
    shown.lines.insert(shown.lines.end(), otherWay.begin(), otherWay.end());
    shown.boxes = itemBoxes(*model_, row, of_.otherName);
    shown.rankings = itemRankings(*model_, row, of_.name, of_.otherName);
    if (isSearch(section()) && !item.references.empty())
        shown.sentence = QString::fromStdString(item.references.front());
    shown.place = row;
    shown.total = static_cast<int>(model_->total());
    shown.step = [panel = QPointer<ItemsPanel>(this), row, source = model_->source(),
                  section = model_->query().section](int by) {
        if (!panel) return;
        const bool same = source == panel->model_->source() && section == panel->model_->query().section;
        if (panel->of_.result != 0 && same) return panel->step(row, by);
        panel->page_->toast(tr("The list that this item was chosen from is shown no longer."));
    };
    Q_EMIT itemChosen(shown);
}

void ItemsPanel::step(int from, int by) {
    const int row = from + by;
    if (row >= model_->rowCount() && model_->canFetchMore({})) {
        wanted_ = row;
        return model_->fetchMore({});
    }
    choose(row);
}

void ItemsPanel::exportItems() {
    if (!record_) return;
    auto* dialog = saveDialog(this, QStringLiteral("items"), tr("Export the items"),
                              QStringLiteral("%1-%2-items.csv")
                                  .arg(QString::fromStdString(record_->task), QString::fromStdString(record_->split)));
    dialog->setNameFilters({tr("Table, CSV (*.csv)")});
    dialog->setDefaultSuffix(QStringLiteral("csv"));
    connect(dialog, &QFileDialog::fileSelected, this, [this, id = of_.result](const QString& file) {
        page_->bridge()->results().exportItems(
            this, id, pathOf(file), [this, file](base::Result<std::filesystem::path> written) {
                if (!written) return page_->showError(written.error());
                page_->toast(tr("Items written to %1").arg(QFileInfo(file).fileName()));
            });
    });
    dialog->open();
}

void ItemsPanel::leave() {
    of_ = {};
    record_.reset();
    wanted_ = -1;
    asking_ = false;
    model_->clear();
    histogram_->clear();
    if (isHidden()) return;
    hide();
    Q_EMIT closed();
}

void ItemsPanel::forgetProject() {
    leave();
    listed_ = stale_ = false;
    model_->forgetImages();
}

void ItemsPanel::showEvent(QShowEvent* event) {
    QFrame::showEvent(event);
    if (std::exchange(stale_, false)) model_->listImages();
}

void ItemsPanel::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape && event->modifiers() == Qt::NoModifier) return leave();
    QFrame::keyPressEvent(event);
}

}  // namespace legenda::ui
