// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/annotate/region_card.h"

#include "core/store/project_store.h"
#include "ui/controls/shortcuts/shortcuts.h"
#include "ui/controls/tone_label.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QToolButton>
#include <QUuid>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace legenda::ui {

namespace {

constexpr int kBadgeSide = 22;

QToolButton* iconButton(const QString& icon, const QString& tip, QWidget* parent) {
    auto* button = new QToolButton(parent);
    button->setIcon(theme::icon(icon));
    theme::setIconSide(button, 16, 26);
    button->setAutoRaise(true);
    button->setToolTip(tip);
    button->setAccessibleName(tip);
    return button;
}

}  // namespace

QString originText(const std::string& origin) {
    if (origin == "human") return RegionCard::tr("drawn by hand");
    if (origin == "import") return RegionCard::tr("imported");
    if (origin == "model") return RegionCard::tr("by the model");
    return QString::fromStdString(origin);
}

RegionCard::RegionCard(QString region, QWidget* parent) : QFrame(parent), region_(std::move(region)) {
    setObjectName(QStringLiteral("regionCard"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(12, 8, 8, 8);
    column->setSpacing(4);
    column->addLayout(addHead());
    texts_ = new QVBoxLayout;
    texts_->setContentsMargins(0, 0, 4, 0);
    texts_->setSpacing(4);
    column->addLayout(texts_);
    add_ = new QToolButton(this);
    add_->setObjectName(QStringLiteral("addText"));
    add_->setText(tr("Add another text"));
    add_->setIcon(theme::icon(QStringLiteral("plus")));
    theme::setIconSide(add_, 14);
    add_->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    add_->setAutoRaise(true);
    add_->setFont(theme::font(theme::Type::Small));
    add_->setToolTip(tr("Another text of the same box  (Ctrl+Enter in a text)"));
    provenance_ = new ToneLabel({}, theme::Type::Small, ToneLabel::Tone::Weak, this);
    auto* foot = new QHBoxLayout;
    foot->setContentsMargins(0, 0, 4, 0);
    foot->addWidget(add_);
    foot->addStretch(1);
    foot->addWidget(provenance_);
    column->addLayout(foot);
    connect(add_, &QToolButton::clicked, this, &RegionCard::addText);
}

QLayout* RegionCard::addHead() {
    auto* head = new QHBoxLayout;
    head->setSpacing(2);
    head->addSpacing(kBadgeSide + 8);
    size_ = new ToneLabel({}, theme::Type::Small, ToneLabel::Tone::Weak, this);
    head->addWidget(size_, 1);
    const auto button = [&](const char* name, const QString& icon, const QString& tip, auto signal) {
        QToolButton* made = iconButton(icon, tip, this);
        made->setObjectName(QLatin1String(name));
        connect(made, &QToolButton::clicked, this, [this, signal] { Q_EMIT(this->*signal)(region_); });
        head->addWidget(made);
        return made;
    };
    accept_ =
        button("accept", QStringLiteral("check"), tr("Accept this suggestion  (Enter)"), &RegionCard::acceptRequested);
    hide_ = button("hide", QStringLiteral("eye"), {}, &RegionCard::hideRequested);
    lock_ = button("lock", QStringLiteral("unlock"), {}, &RegionCard::lockRequested);
    suggest_ =
        button("suggest", QStringLiteral("caption"),
               tr("Suggest a caption from the model") + keyHint("annotate.suggest"), &RegionCard::suggestRequested);
    connect(suggest_, &QToolButton::pressed, this, [this] { Q_EMIT chosen(region_); });
    delete_ = button("delete", QStringLiteral("delete"), {}, &RegionCard::deleteRequested);
    return head;
}

void RegionCard::setFlags(bool locked, bool hidden) {
    // Icons and tips are made anew only where they change: an edit of one box sets those of all cards.
    const QString flags = QStringLiteral("%1 %2 %3 %4").arg(locked).arg(hidden).arg(shown_.suggested).arg(index_) +
                          keyHint("annotate.lock") + keyHint("annotate.hide") + keyHint("annotate.delete");
    if (std::exchange(shownFlags_, flags) == flags) return;
    delete_->setToolTip((shown_.suggested ? tr("Reject this suggestion") : tr("Delete this box")) +
                        keyHint("annotate.delete"));
    lock_->setIcon(theme::icon(locked ? QStringLiteral("lock") : QStringLiteral("unlock")));
    lock_->setToolTip((locked ? tr("Unlock this box") : tr("Lock this box: it is not moved or deleted")) +
                      keyHint("annotate.lock"));
    hide_->setIcon(theme::icon(hidden ? QStringLiteral("eye-off") : QStringLiteral("eye")));
    hide_->setToolTip((hidden ? tr("Show this box") : tr("Hide this box on the picture")) + keyHint("annotate.hide"));
    const int number = index_ + 1;
    lock_->setAccessibleName(locked ? tr("Unlock box %1").arg(number) : tr("Lock box %1").arg(number));
    hide_->setAccessibleName(hidden ? tr("Show box %1").arg(number) : tr("Hide box %1").arg(number));
}

void RegionCard::addText() {
    SnippetField* empty = emptyField();
    if (!empty) empty = addField(QUuid::createUuid().toString(QUuid::WithoutBraces));
    empty->setFocus();
}

QRectF RegionCard::box() const {
    return {shown_.box.x, shown_.box.y, shown_.box.w, shown_.box.h};
}

// Whether nothing of the card would change. A field that the project does not know yet may have to go.
bool RegionCard::shows(const store::RegionRecord& region, int index) const {
    const auto same = [](const store::SnippetRecord& a, const store::SnippetRecord& b) {
        return a.uuid == b.uuid && a.text == b.text && a.origin == b.origin && a.suggested == b.suggested;
    };
    const bool known =
        fields_.size() == std::max<std::size_t>(known_.size(), 1) &&
        std::ranges::all_of(known_, [this](const QString& id) { return field(id) && !field(id)->isDirty(); });
    return known && index == index_ && region.uuid == shown_.uuid && region.box == shown_.box &&
           region.whole == shown_.whole && region.suggested == shown_.suggested && region.origin == shown_.origin &&
           region.annotator == shown_.annotator && std::ranges::equal(region.snippets, shown_.snippets, same);
}

void RegionCard::setRegion(const store::RegionRecord& region, int index) {
    if (shows(region, index)) return;
    index_ = index;
    shown_ = region;
    const auto pixels = [](double value) { return QString::number(qRound(value)); };
    const QString size =
        region.whole ? tr("Whole image") : tr("%1 × %2 px").arg(pixels(region.box.w), pixels(region.box.h));
    size_->setText(region.suggested ? tr("Suggestion · %1").arg(size) : size);
    showProvenance();
    accept_->setVisible(region.suggested);
    suggest_->setVisible(!region.suggested);
    lock_->setVisible(!region.suggested);
    std::vector<QString> now;
    for (const auto& snippet : region.snippets) {
        const QString id = QString::fromStdString(snippet.uuid);
        now.push_back(id);
        SnippetField* own = field(id);
        if (!own) own = addField(id);
        own->setSaved(QString::fromStdString(snippet.text));
        own->setSuggested(snippet.suggested);
        own->setToolTip(originText(snippet.origin) == tr("drawn by hand") ? QString() : originText(snippet.origin));
    }
    // A text that was removed from the project is removed here, unless it has been edited.
    const auto fields = fields_;
    for (auto* own : fields) {
        const bool held = std::ranges::find(known_, own->snippet()) != known_.end();
        const bool holds = std::ranges::find(now, own->snippet()) != now.end();
        // The blank field of a box without texts is removed once the box has a text.
        const bool blank =
            !held && !now.empty() && own->text().isEmpty() && own->suggestion().isEmpty() && !own->hasFocus();
        if ((held && !holds && !own->isDirty()) || (blank && !holds)) removeField(own);
    }
    known_ = now;
    if (fields_.empty()) addField(QUuid::createUuid().toString(QUuid::WithoutBraces));
    add_->setVisible(!known_.empty());
    nameParts();
    update();
}

// Accessible names: which box, and which of its texts.
void RegionCard::nameParts() {
    const int number = index_ + 1;
    setAccessibleName(tr("Box %1, %2, %3").arg(number).arg(size_->text(), provenance_->text()));
    suggest_->setAccessibleName(tr("Suggest a caption for box %1").arg(number));
    delete_->setAccessibleName(shown_.suggested ? tr("Reject suggestion %1").arg(number)
                                                : tr("Delete box %1").arg(number));
    accept_->setAccessibleName(tr("Accept suggestion %1").arg(number));
    add_->setAccessibleName(tr("Add another text to box %1").arg(number));
    for (std::size_t i = 0; i < fields_.size(); ++i)
        fields_[i]->setAccessibleName(tr("Text %1 of box %2").arg(i + 1).arg(number));
}

// Tab leads from text to text: through this box's, to a new one after the last that says something, then to the next
// box's.
void RegionCard::goOn(SnippetField* from, int direction) {
    const auto at = std::ranges::find(fields_, from);
    if (at == fields_.end()) return;
    if (direction < 0) {
        if (at == fields_.begin()) return Q_EMIT previous(region_);
        return (*std::prev(at))->setFocus(Qt::BacktabFocusReason);
    }
    if (std::next(at) != fields_.end()) return (*std::next(at))->setFocus(Qt::TabFocusReason);
    if (from->text().isEmpty()) return Q_EMIT next(region_);
    addField(QUuid::createUuid().toString(QUuid::WithoutBraces))->setFocus(Qt::TabFocusReason);
}

SnippetField* RegionCard::addField(const QString& snippet) {
    auto* own = new SnippetField(snippet, this);
    fields_.push_back(own);
    texts_->addWidget(own);
    own->show();  // shown at once: a hidden widget does not get the focus
    nameParts();
    connect(own, &SnippetField::focused, this, [this, own] {
        Q_EMIT chosen(region_);
        Q_EMIT fieldFocused(own);
    });
    connect(own, &SnippetField::left, this, &RegionCard::left);
    connect(own, &SnippetField::accepted, this, [this, own] { Q_EMIT textAccepted(own->snippet()); });
    connect(own, &SnippetField::anotherWanted, this, &RegionCard::addText);
    connect(own, &SnippetField::drafted, this,
            [this, own](const QString& text) { Q_EMIT drafted(region_, own->snippet(), text); });
    connect(own, &SnippetField::completionsWanted, this,
            [this, own](const QString& text) { Q_EMIT completionsWanted(own, text); });
    connect(own, &SnippetField::next, this, [this, own] { goOn(own, 1); });
    connect(own, &SnippetField::previous, this, [this, own] { goOn(own, -1); });
    // A blank field for another text is removed when it loses the focus; one with a text in the project waits for the
    // engine's answer.
    connect(own, &SnippetField::abandoned, this, [this, own] {
        if (fields_.size() > 1 && std::ranges::find(known_, own->snippet()) == known_.end()) removeField(own);
    });
    connect(own, &SnippetField::committed, this, [this, own](const QString& text, bool) {
        if (text.isEmpty())
            Q_EMIT textRemoved(region_, own->snippet());
        else
            Q_EMIT textCommitted(region_, own->snippet(), text, QStringLiteral("human"));
    });
    connect(own, &SnippetField::suggestionAccepted, this, [this, own](const QString& text) {
        Q_EMIT textCommitted(region_, own->snippet(), text, QStringLiteral("model"));
    });
    return own;
}

void RegionCard::removeField(SnippetField* field) {
    std::erase(fields_, field);
    field->hide();
    field->deleteLater();
    nameParts();
}

SnippetField* RegionCard::field(const QString& snippet) const {
    const auto at = std::ranges::find_if(fields_, [&](const auto* own) { return own->snippet() == snippet; });
    return at == fields_.end() ? nullptr : *at;
}

SnippetField* RegionCard::emptyField() const {
    const auto at = std::ranges::find_if(fields_, [](const auto* own) { return own->text().isEmpty(); });
    return at == fields_.end() ? nullptr : *at;
}

void RegionCard::setSelected(bool selected) {
    if (selected_ == selected) return;
    selected_ = selected;
    update();
}

void RegionCard::flush() {
    for (auto* own : std::vector(fields_)) own->commit(true);
}

bool RegionCard::isDirty() const {
    return std::ranges::any_of(fields_, [](const auto* own) { return own->isDirty(); });
}

QStringList RegionCard::uncommitted() const {
    QStringList texts;
    for (const auto* own : fields_)
        if (own->isDirty() && !own->text().isEmpty()) texts += own->text();
    return texts;
}

void RegionCard::setReadOnly(const QString& snippet, bool readOnly) {
    SnippetField* own = field(snippet);
    if (own && own->isReadOnly() != readOnly) own->setReadOnly(readOnly);
}

void RegionCard::setUnsaved(bool unsaved) {
    if (std::exchange(unsaved_, unsaved) != unsaved) showProvenance();
}

void RegionCard::showProvenance() {
    const bool named =
        shown_.origin == "human" && !shown_.annotator.empty() && shown_.annotator != store::kDefaultAnnotator;
    provenance_->setText(unsaved_ ? tr("not saved")
                         : named  ? tr("by %1").arg(QString::fromStdString(shown_.annotator))
                                  : originText(shown_.origin));
    provenance_->setTone(unsaved_ ? ToneLabel::Tone::Error : ToneLabel::Tone::Weak);
}

void RegionCard::commitFailed(const QString& snippet) {
    if (auto* own = field(snippet)) own->commitFailed();
}

void RegionCard::editText() {
    if (fields_.empty()) return;
    fields_.front()->setFocus();
    fields_.front()->selectAll();
}

void RegionCard::editLastText() {
    if (!fields_.empty()) fields_.back()->setFocus(Qt::BacktabFocusReason);
}

void RegionCard::setSuggestion(const QString& text) {
    SnippetField* empty = emptyField();
    if (!empty) empty = addField(QUuid::createUuid().toString(QUuid::WithoutBraces));
    empty->setSuggestion(text);
    empty->setToolTip(tr("Suggested by the model: Tab or a click takes it"));
    empty->setFocus();
}

void RegionCard::setSuggesting(bool under_way) {
    suggest_->setEnabled(!under_way);
    suggest_->setToolTip(under_way ? tr("Captioning this box …")
                                   : tr("Suggest a caption from the model") + keyHint("annotate.suggest"));
}

void RegionCard::mousePressEvent(QMouseEvent* event) {
    if (event->modifiers() & (Qt::ShiftModifier | Qt::ControlModifier))
        Q_EMIT toggled(region_);
    else
        Q_EMIT chosen(region_);
    QFrame::mousePressEvent(event);
}

void RegionCard::paintEvent(QPaintEvent*) {
    const auto& c = theme::colours();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(
        selected_ ? QPen(c.accent, 1.5)
                  : QPen(shown_.suggested ? c.textWeak : c.border, 1, shown_.suggested ? Qt::DashLine : Qt::SolidLine));
    painter.setBrush(c.raised);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.75, 0.75, -0.75, -0.75), theme::kRadius, theme::kRadius);
    const QRectF badge(12, 10, kBadgeSide, kBadgeSide);
    painter.setPen(theme::regionDashed(index_) ? QPen(c.text, 1, Qt::DashLine) : QPen(Qt::NoPen));
    painter.setBrush(shown_.suggested ? c.borderStrong : theme::regionColour(index_));
    painter.drawRoundedRect(badge, 4, 4);
    painter.setPen(shown_.suggested ? c.text : theme::onRegionColour(index_));
    painter.setFont(theme::font(theme::Type::Small, QFont::Bold));
    painter.drawText(badge, Qt::AlignCenter, QString::number(index_ + 1));
}

}  // namespace legenda::ui
