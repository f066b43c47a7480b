// SPDX-FileCopyrightText: 2026 The Legenda authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/settings/keys_editor.h"

#include "ui/controls/shortcuts/shortcuts.h"
#include "ui/controls/tone_label.h"
#include "ui/shell/settings/key_field.h"
#include "ui/theme/theme.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeySequence>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace legenda::ui {

namespace {

constexpr int kIdRole = Qt::UserRole;

QTreeWidgetItem* addGroup(QTreeWidget* list, const QString& title) {
    auto* head = new QTreeWidgetItem(list, {title});
    head->setFont(0, theme::font(theme::Type::Base, QFont::DemiBold));
    head->setFlags(Qt::ItemIsEnabled);
    head->setData(1, Qt::AccessibleTextRole, KeysEditor::tr("Keys of %1").arg(title));
    return head;
}

QTreeWidgetItem* addKeyRow(QTreeWidgetItem* head, const QString& text, const QString& keys) {
    auto* item = new QTreeWidgetItem(head, {text, keys});
    item->setForeground(1, theme::colours().accentText);
    if (keys.isEmpty()) item->setData(1, Qt::AccessibleTextRole, KeysEditor::tr("no key"));
    return item;
}

// Keys and gestures of widgets, which are not actions and cannot be changed.
void addFixedRows(QTreeWidget* list) {
    const auto tr = [](const char* text) { return KeysEditor::tr(text); };
    const auto add = [](QTreeWidgetItem* head, const QString& text, const QString& keys) {
        addKeyRow(head, text, keys)->setFlags(Qt::ItemIsEnabled);
    };
    auto* canvas = addGroup(list, tr("On the photograph"));
    const bool hidesOne =
        Shortcuts::ofApplication().keys(QStringLiteral("annotate.hide")).contains(QKeySequence(Qt::Key_H));
    add(canvas, hidesOne ? tr("Hide the boxes while held, in Browse") : tr("Hide the boxes while held"),
        QStringLiteral("H"));
    add(canvas, tr("Move the picture"), tr("Space or middle button, drag"));
    add(canvas, tr("Zoom"), tr("Ctrl+wheel"));
    add(canvas, tr("Draw a box in the middle, while drawing"), tr("Enter"));
    add(canvas, tr("Move the selected boxes by 1 or 10 px"), tr("Arrows, Shift+arrows"));
    add(canvas, tr("Resize the selected box by 1 or 10 px"), tr("Ctrl+arrows, Ctrl+Shift+arrows"));
    add(canvas, tr("Select the next or the previous box"), tr("Tab, Shift+Tab"));
    add(canvas, tr("Select the box below"), tr("A second click"));
    add(canvas, tr("Add a box to the selection, or several"), tr("Shift or Ctrl, click or drag"));
    add(canvas, tr("Write the text, or accept the suggestion"), tr("Enter"));
    add(canvas, tr("Leave or cancel"), QStringLiteral("Esc"));
    auto* phrases = addGroup(list, tr("Linking phrases"));
    add(phrases, tr("Accept the proposal"), tr("Enter"));
    add(phrases, tr("Reject the proposal, or remove the phrase"), tr("Del"));
    add(phrases, tr("The phrase names the same as another"), tr("1 to 9"));
    auto* words = addGroup(list, tr("In the text of a box"));
    add(words, tr("Take the suggestion; next text, after the last a new one"), tr("Tab"));
    add(words, tr("The text before"), tr("Shift+Tab"));
    add(words, tr("An earlier text that begins so"), tr("Down, Enter"));
    add(words, tr("Done, back to the photograph"), tr("Enter"));
    add(words, tr("Done, and another text of the same box"), tr("Ctrl+Enter"));
    add(words, tr("Restore the earlier text"), QStringLiteral("Esc"));
}

}  // namespace

KeysEditor::KeysEditor(QWidget* parent)
    : QWidget(parent), filter_(new QLineEdit), preset_(new QComboBox), list_(new QTreeWidget) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, theme::kSpace3, 0, 0);
    filter_->setPlaceholderText(tr("Find an action or a key"));
    filter_->setAccessibleName(filter_->placeholderText());
    filter_->setClearButtonEnabled(true);
    preset_->setObjectName(QStringLiteral("keyPreset"));
    preset_->setAccessibleName(tr("Keys as in"));
    preset_->addItem(tr("Keys of Legenda and labelme"), static_cast<int>(ShortcutPreset::Legenda));
    preset_->addItem(tr("Keys of CVAT"), static_cast<int>(ShortcutPreset::Cvat));
    preset_->setToolTip(tr("Replaces the keys that you have changed"));
    auto* top = new QHBoxLayout;
    top->addWidget(filter_, 1);
    top->addWidget(preset_);
    layout->addLayout(top);
    list_->setObjectName(QStringLiteral("keyList"));
    list_->setColumnCount(2);
    list_->setHeaderHidden(true);
    list_->setIndentation(theme::kSpace3);
    list_->setFocusPolicy(Qt::TabFocus);
    list_->setAccessibleName(tr("Keys"));
    list_->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    list_->header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
    list_->header()->setStretchLastSection(false);
    layout->addWidget(list_, 1);
    layout->addWidget(makeEditor());
    connect(filter_, &QLineEdit::textChanged, this, &KeysEditor::filter);
    connect(preset_, &QComboBox::activated, this, [this] {
        Shortcuts::ofApplication().setPreset(static_cast<ShortcutPreset>(preset_->currentData().toInt()));
    });
    connect(list_, &QTreeWidget::currentItemChanged, this, &KeysEditor::showChosen);
    connect(&Shortcuts::ofApplication(), &Shortcuts::changed, this, &KeysEditor::fill);
    fill();
}

QWidget* KeysEditor::makeEditor() {
    auto* editor = new QWidget;
    auto* column = new QVBoxLayout(editor);
    column->setContentsMargins(0, 0, 0, 0);
    action_ = new QLabel;
    column->addWidget(action_);
    auto* line = new QHBoxLayout;
    key_ = new KeyField;
    key_->setObjectName(QStringLiteral("newKey"));
    key_->setAccessibleName(tr("New key"));
    use_ = new QPushButton(tr("Use this key"));
    takeOver_ = new QPushButton(tr("Take it over"));
    clear_ = new QPushButton(tr("No key"));
    reset_ = new QPushButton(tr("As in the preset"));
    line->addWidget(key_, 1);
    for (QPushButton* button : {use_, takeOver_, clear_, reset_}) line->addWidget(button);
    column->addLayout(line);
    conflict_ = new ToneLabel({}, theme::Type::Small, ToneLabel::Tone::Warning);
    conflict_->setObjectName(QStringLiteral("keyConflict"));
    conflict_->setWordWrap(true);
    column->addWidget(conflict_);
    connect(key_, &KeyField::keyChanged, this, &KeysEditor::check);
    connect(use_, &QPushButton::clicked, this, [this] { use(false); });
    connect(takeOver_, &QPushButton::clicked, this, [this] { use(true); });
    connect(clear_, &QPushButton::clicked, this, [this] { Shortcuts::ofApplication().setKeys(chosen(), {}); });
    connect(reset_, &QPushButton::clicked, this, [this] { Shortcuts::ofApplication().reset(chosen()); });
    return editor;
}

void KeysEditor::fill() {
    const Shortcuts& shortcuts = Shortcuts::ofApplication();
    const QString kept = chosen();
    preset_->setCurrentIndex(preset_->findData(static_cast<int>(shortcuts.preset())));
    list_->clear();
    QHash<QString, QTreeWidgetItem*> heads;
    heads[QString()] = addGroup(list_, tr("Everywhere"));
    for (const auto& entry : shortcuts.entries()) {
        if (!heads.contains(entry.page)) heads[entry.page] = addGroup(list_, entry.page);
        auto* row = addKeyRow(heads[entry.page], entry.title,
                              QKeySequence::listToString(shortcuts.keys(entry.id), QKeySequence::NativeText));
        row->setData(0, kIdRole, entry.id);
        if (shortcuts.keys(entry.id) != shortcuts.presetKeys(entry.id))
            row->setFont(1, theme::font(theme::Type::Base, QFont::DemiBold));
    }
    addFixedRows(list_);
    list_->expandAll();
    filter();
    choose(kept);
    showChosen();
}

void KeysEditor::filter() {
    const QString text = filter_->text();
    for (int g = 0; g < list_->topLevelItemCount(); ++g) {
        QTreeWidgetItem* group = list_->topLevelItem(g);
        bool any = false;
        for (int i = 0; i < group->childCount(); ++i) {
            QTreeWidgetItem* row = group->child(i);
            const bool fits =
                row->text(0).contains(text, Qt::CaseInsensitive) || row->text(1).contains(text, Qt::CaseInsensitive);
            row->setHidden(!fits);
            any = any || fits;
        }
        group->setHidden(!any);
    }
}

QString KeysEditor::chosen() const {
    const QTreeWidgetItem* item = list_->currentItem();
    return item ? item->data(0, kIdRole).toString() : QString();
}

void KeysEditor::choose(const QString& id) {
    if (id.isEmpty()) return;
    for (int g = 0; g < list_->topLevelItemCount(); ++g)
        for (int i = 0; i < list_->topLevelItem(g)->childCount(); ++i)
            if (auto* row = list_->topLevelItem(g)->child(i); row->data(0, kIdRole).toString() == id)
                list_->setCurrentItem(row);
}

void KeysEditor::showChosen() {
    const QString id = chosen();
    action_->setText(id.isEmpty() ? tr("Choose an action to change its key.") : list_->currentItem()->text(0));
    key_->setKey({});
    key_->setEnabled(!id.isEmpty());
    clear_->setEnabled(!id.isEmpty());
    const Shortcuts& shortcuts = Shortcuts::ofApplication();
    reset_->setEnabled(!id.isEmpty() && shortcuts.keys(id) != shortcuts.presetKeys(id));
    check();
}

void KeysEditor::check() {
    const QKeySequence key = key_->key();
    QStringList others;
    if (!key.isEmpty() && !chosen().isEmpty())
        for (const auto& entry : Shortcuts::ofApplication().conflicts(chosen(), key))
            others += entry.page.isEmpty() ? tr("“%1”").arg(entry.title) : tr("“%1” (%2)").arg(entry.title, entry.page);
    use_->setEnabled(!key.isEmpty() && others.isEmpty());
    takeOver_->setVisible(!others.isEmpty());
    conflict_->setVisible(!others.isEmpty());
    conflict_->setText(
        tr("%1 is the key of %2.").arg(key.toString(QKeySequence::NativeText), others.join(tr(" and of "))));
}

void KeysEditor::use(bool takeOver) {
    Shortcuts& shortcuts = Shortcuts::ofApplication();
    const QString id = chosen();
    const QKeySequence key = key_->key();
    if (takeOver)
        for (const auto& entry : shortcuts.conflicts(id, key)) shortcuts.removeKey(entry.id, key);
    shortcuts.setKeys(id, {key});
}

}  // namespace legenda::ui
