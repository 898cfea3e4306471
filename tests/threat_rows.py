# SPDX-License-Identifier: MIT
"""The threat table of SECURITY.md: for each row the tests and suites that fail without what is required."""

from __future__ import annotations

THREATS: dict[int, tuple[str, tuple[str, ...]]] = {
    1: (
        "a prepared .git: settings, hooks, filters, helpers that run programs",
        (
            "test_library_untrusted::test_a_setting_not_known_to_be_harmless_switches_git_off",
            "test_library_untrusted::test_a_prepared_git_folder_switches_git_off",
            "test_library_objects::test_settings_are_judged_before_each_trusted_use",
            "F12",
        ),
    ),
    2: (
        "a folder in the library that is a repository of its own",
        ("test_library_untrusted::test_a_bare_repository_lying_in_the_library_is_only_files", "F12"),
    ),
    3: (
        "submodules, addresses that are options or commands",
        (
            "test_library_history::test_a_clone_drops_hooks_settings_and_links",
            "test_library_history::test_an_address_that_is_not_plain_is_refused",
            "test_sync_round::test_links_and_repositories_in_the_team_s_tree_become_nothing",
        ),
    ),
    4: (
        "holes of GitPython",
        (
            "test_threats::test_of_gitpython_only_the_command_layer_is_used",
            "test_threats::test_every_dependency_is_pinned_with_its_hash",
        ),
    ),
    5: (
        "HTML in Markdown",
        (
            "test_markdown_html::test_hostile_markdown_stays_text",
            "test_markdown_html::test_only_allowed_html_is_written",
            "F8",
        ),
    ),
    6: (
        "pictures on other computers, outside the library, behind links",
        (
            "test_ui_article::test_hostile_html_opens_no_file",
            "test_library_files::test_a_hostile_target_leads_nowhere",
            "test_library_files::test_links_on_disk_are_followed_only_inside_the_library",
            "F13",
        ),
    ),
    7: (
        "titles and messages that Qt takes for HTML",
        (
            "test_threats::test_every_tip_is_shown_letter_by_letter",
            "test_threats::test_every_label_says_that_its_text_is_plain",
            "test_threats::test_a_tip_with_a_tag_is_the_text_that_was_given",
            "F13",
        ),
    ),
    8: (
        "links to files, programs, other computers",
        ("test_ui_article::test_any_other_address_does_nothing", "F15"),
    ),
    9: (
        "pictures that are bombs",
        (
            "test_ui_article::test_bombs_and_other_formats_are_not_decoded",
            "test_ui_article::test_kept_pictures_stay_within_their_memory",
        ),
    ),
    10: (
        "texts that take for ever to lay out",
        (
            "test_ui_article::test_long_lines_are_cut_before_they_are_laid_out",
            "test_markdown_html::test_large_tables_are_cut",
            "test_markdown_html::test_what_is_too_much_is_said_and_not_lost",
            "F11",
            "F14",
        ),
    ),
    11: ("texts that take for ever to read", ("test_markdown_html::test_pathological_texts_are_quick", "F8")),
    12: (
        "huge, sparse, binary files, pipes, other encodings",
        (
            "test_library_files::test_what_cannot_be_read_becomes_a_problem_at_once",
            "test_library_files::test_the_size_limit_is_five_megabytes",
            "test_markdown::test_bytes_that_are_no_text_are_a_problem",
        ),
    ),
    13: (
        "symbolic links out of the library",
        (
            "test_library_files::test_links_and_pipes_are_not_listed",
            "test_library_files::test_links_on_disk_are_followed_only_inside_the_library",
            "test_library_saving::test_links_are_not_written_through",
            "test_library_history::test_a_clone_drops_hooks_settings_and_links",
        ),
    ),
    14: ("front matter that is a bomb", ("test_frontmatter::test_bombs_are_refused_at_once", "F9")),
    15: (
        "a search index that runs code when it is opened",
        (
            "test_threats::test_an_index_that_lies_in_a_library_is_never_opened",
            "test_search_damage::test_a_hostile_list_of_segments_opens_nothing_outside_its_folder",
            "test_search_damage::test_a_folder_that_others_can_write_to_is_not_opened",
        ),
    ),
    16: (
        "queries that take for ever",
        ("test_search_query::test_hostile_texts_are_parsed_at_once", "F10"),
    ),
    17: ("values that change a note", ("test_handoff_text::test_no_value_changes_the_structure", "F16")),
    18: (
        "formulas in tables",
        (
            "test_own_cases::test_a_cell_of_a_table_is_guarded",
            "test_own_cases::test_cases_are_exported_as_a_table_that_holds_no_formula",
            "test_threats::test_every_table_is_written_with_guarded_cells",
        ),
    ),
    19: (
        "a handoff note from outside",
        (
            "test_handoff_text::test_foreign_damaged_or_hostile_note_is_refused",
            "test_desk_handoffs::test_reading_a_note_changes_nothing",
            "test_desk_handoffs::test_a_foreign_note_cannot_get_at_a_call_by_its_id",
            "test_desk_handoffs::test_a_page_from_outside_has_no_links_and_no_pictures",
            "F9",
        ),
    ),
    20: (
        "a customer's data where it does not belong",
        (
            "test_handoff_note::test_secrets_never_reach_the_note",
            "test_handoff_redact::test_secret_is_taken_out",
            "test_handoff_files::test_folder_and_file_are_private",
            "test_own_cases::test_an_export_overwrites_nothing_unasked_and_enters_no_library",
            "test_own_cases::test_old_cases_and_notes_are_removed_after_the_days_of_the_seat",
            "test_cases::test_nothing_of_a_deleted_case_stays_in_the_files",
            "F16",
        ),
    ),
    21: (
        "what stays on the clipboard",
        (
            "test_settings::test_copied_text_goes_from_the_clipboard_if_that_is_wanted",
            "test_settings::test_what_was_copied_since_stays",
            "test_settings::test_clipboard_histories_are_asked_to_skip_what_shall_go",
        ),
    ),
    22: (
        "passwords in addresses, texts in logs",
        (
            "test_library_open::test_the_remote_address_shows_no_secret",
            "test_library_open::test_redaction_takes_credentials_and_nothing_else",
            "test_clone::test_a_password_is_kept_nowhere",
            "test_library_objects::test_a_sign_in_reaches_git_but_no_command_line",
            "test_logs::test_people_are_taken_out_of_paths_and_addresses",
            "test_logs::test_a_mistake_is_kept_without_the_text_it_was_made_on",
        ),
    ),
    23: (
        "a server that is silent, breaks off, rewrites",
        (
            "test_sync_trouble::test_a_server_that_never_answers_is_offline",
            "test_clone::test_cancel_ends_a_server_that_never_answers",
            "test_sync_trouble::test_a_download_that_is_cut_is_tried_again",
            "test_ui_clone::test_a_copy_that_grows_large_is_spoken_of",
            "test_sync_trouble::test_a_forced_push_asks_first",
            "F6",
        ),
    ),
    24: (
        "a .gitattributes of the team that changes texts",
        (
            "test_sync_conflicts::test_nothing_in_the_library_chooses_how_texts_are_put_together",
            "test_threats::test_a_rule_about_encodings_makes_no_text_unreadable",
            "test_threats::test_rules_that_change_articles_are_spoken_of",
        ),
    ),
    25: (
        "a stolen account that deletes or rewrites",
        (
            "test_threats::test_many_files_that_vanish_at_once_are_asked_about",
            "test_sync_trouble::test_a_forced_push_asks_first",
        ),
    ),
    26: (
        "a broken or exchanged dependency",
        (
            "test_threats::test_every_dependency_is_pinned_with_its_hash",
            "test_threats::test_a_binding_that_damages_python_is_found_at_the_start",
            "test_house::test_qt_keeps_its_hands_off_none",
        ),
    ),
}
"""Number → (what is threatened with, names of tests as ``file::function`` and keys of suites)."""
