"""Who gets what at which address: the table that tests/test_addresses.py holds against every address of the product.

A row says what one address answers. Its columns are the people who ask, in the order of ASKERS:

    n nobody signed in   e employee   k came with a card (and holds every role)   c coach   t trainer   m manager
    h HR   a administrator   u auditor   p administrator of the platform   g catalogue editor   f framework owner

and its letters are the answers:

    .  shown (200)                 >  to the sign-in              0  not there (404)
    +  let in: what was sent is    ^  to another page             -  not allowed (403)
       judged, whatever comes of it                               x  not this way (405)
    *  past the fence: the editor says the rest

A block of one letter is for everybody; one of two is for nobody signed in, then for all others.

A new address needs a row: its name, then a block for GET and one for POST. Where it names something by number, key or
slug, two more blocks say what comes of asking for what belongs to another organisation. Of several addresses of one
name (a key may be of a lesson, a test, …; a file may be a picture or a document) and of an empty and a full form, the
answer that opens most counts. Then run `pytest tests/test_addresses.py`: what differs is listed. Change a letter only
when you know why.
"""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache

ASKERS = {
    "n": None,
    "e": "new",
    "k": "holder",
    "c": "coach",
    "t": "trainer",
    "m": "manager",
    "h": "hr",
    "a": "administrator",
    "u": "auditor",
    "p": "platform",
    "g": "editor",
    "f": "owner",
}
WITH_CARD = "k"

OURS = """
""                       ^             +
healthz                  .             +
set_language             ^             +
theme                    .             +
media                    0.            x             00            x
signed_out               >             >
sign_in_directly         ^             xx-xxxxxxxxx  ^             xx-xxxxxxxxx
sign_in_callback         ^             xx-xxxxxxxxx  ^             xx-xxxxxxxxx
wagtaildocs_serve        >.            >+            >0            >0
card                     .             +
share_device             >-----..----  >-----++----
sign_in_organisations    ..^.........  xx-xxxxxxxxx
sign_in                  00^000000000  xx-xxxxxxxxx  00^000000000  xx-xxxxxxxxx
home                     >.            >+
answer                   >x            >+            >x            >0
done                     >x            >+            >x            >0
start_test               >x            >+            >x            >0
attempt                  >.0000000000  >+0000000000  >0            >0
result                   >^0000000000  >+0000000000  >0            >0
check_up                 >.            >+
check_up_question        >.0000000000  >+0000000000  >0            >0
check_up_yourself        >^0000000000  >+0000000000  >0            >0
check_up_go_on           >x            >+0000000000  >x            >0
check_up_back            >^0000000000  >+0000000000  >0            >0
check_up_result          >^0000000000  >+0000000000  >0            >0
my_coach                 >.            >+
skills                   >.            >+
my_certificates          >.            >+
my_paper                 >.0000000000  x             >0            x
why                      >.            >+0000000000
overview                 >----..-----  >----++-----
overview_skill           >----00-----  >----00-----
overview_skill_csv       >----00-----  >----00-----
people                   >----..-----  >----++-----
people_csv               >----..-----  >----++-----
overview_csv             >----00-----  >----00-----
person                   >----..-----  >----++-----  >----00-----  >----00-----
coaching                 >--.--------  >--+--------
calibration              >000.000000.  >000+000000+
recount                  >0000000000.  >0000000000+
why_asked                >000.000000.  x
calibration_proposal     >000.0000000  >000+0000000  >0            >0
withdraw_question        >000.0000000  >000+0000000  >0            >0
assignments              >----..-----  >----++-----
assign                   >----..-----  >----++-----
assignment               >----..-----  >----++-----  >----00-----  >----00-----
assignment_csv           >----..-----  >----++-----  >----00-----  >----00-----
coached                  >--.--------  >--+--------  >--0--------  >--0--------
validate                 >00.0.000000  >00+0+000000  >0            >0
validate_skill           >00.0.000000  >00+0+000000  >0            >0
certificates             >-----.-----  >-----+-----
certificate_paper        >-----.-----  x             >-----0-----  x
record_certificate       >-----.-----  >-----+-----  >-----0-----  >-----0-----
accepted_certificates    >----------.  >----------+
new_accepted_certificate >----------.  >----------+
accepted_certificate     >----------.  >----------+
not_right                >.            >+
corrections              >-----..----  >-----++----  >-----..----  >-----00----
question_statistics      >000.0000000  x             >0            x
module_statistics        >000.0000000  x             >0            x
remarks                  >000.00000.0  >000+00000+0
not_clear                >x            >+            >x            >0
my_looks                 >.            >+
purpose                  >--.-...----  >--+-+++----
rules                    >^            >+
who_sees_what            >.            >+            >00000000.00  >00000000+00
administration           >-----^^-.--  >-----++-+--
new_organisation         >--------.--  >--------+--
platform_roles           >--------.--  >--------+--
colour_sample            >+            >+
organisation             >000000.0.00  >000000+0+00  >00000000.00  >00000000+00
units                    >000000.0.00  >000000+0+00  >00000000.00  >00000000+00
unit                     >000000.0.00  >000000+0+00  >00000000.00  >00000000+00
sign_in_settings         >000000.0.00  >000000+0+00  >00000000.00  >00000000+00
logo                     >000000.0.00  >000000+0+00  >00000000.00  >00000000+00
bank                     >000.0..0.00  >000+0++0+00  >00000000.00  >00000000+00
staff                    >00000..0000  >00000++0000  >0            >0
add_person               >00000..0000  >00000++0000  >0            >0
staff_person             >00000..0000  >00000++0000  >0            >0
change_person            >00000..0000  >00000++0000  >0            >0
bring_back               >00000..0000  >00000++0000  >0            >0
change_job               >00000..0000  >00000++0000  >0            >0
move_person              >00000..0000  >00000++0000  >0            >0
change_profile           >00000..0000  >00000++0000  >0            >0
end_job                  >00000..0000  >00000++0000  >0            >0
changes                  >00000..0000  >00000++0000  >0            >0
changes_csv              >00000..0000  >00000++0000  >0            >0
cards                    >00000..0000  >00000++0000  >0            >0
roles                    >000000.0.00  >000000+0+00  >00000000.00  >00000000+00
give_role                >000000.0.00  >000000+0+00  >00000000.00  >00000000+00
end_role                 >000000.0.00  >000000+0+00  >00000000.00  >00000000+00
people_import            >00000..0.00  >00000++0+00  >00000000.00  >00000000+00
people_template_csv      >00000..0.00  x             >00000000.00  x
people_template_xlsx     >00000..0.00  x             >00000000.00  x
people_import_file       >00000..0.00  >00000++0+00  >00000000.00  >00000000+00
people_import_refused    >00000..0.00  x             >00000000.00  x
my_data                  >.            x
my_data_download         x             >+
my_data_part             >0            x
record                   >.            x
record_html              >.            x
record_json              >.            x
catalogue                >.            >+
second_eye               >000.00000.0  >000+00000+0
alike_questions          >000.0000000  >000+0000000  >0            >0
change_questions         >000.00000.0  >000+00000+0
label_question           >000.0000000  >000+0000000  >0            >0
privacy                  .             +
accessibility            .             +
activity                 >^            >+            >0            >0
wagtail_serve            >.            >+            >0            >0
"""

# Of Wagtail and allauth, by rule: the blocks, and the names or patterns of names that they are for.
LISTS = ">---*-----*- >---*-----*-"
THINGS = ">---*------- >---*------- >- >-"
SHUT = ">- >- >- >-"
BY_RULE = {
    # Lists, searches and choosers: for who writes; what is in them, the walk looks at.
    LISTS: """
        wagtailadmin_editing_sessions:release wagtail_localize:javascript_catalog
        wagtailadmin_account wagtailadmin_api:pages:listing wagtailadmin_block_preview
        wagtailadmin_choose_page wagtailadmin_choose_page_anchor_link
        wagtailadmin_choose_page_chosen_multiple wagtailadmin_choose_page_email_link
        wagtailadmin_choose_page_external_link wagtailadmin_choose_page_phone_link
        wagtailadmin_choose_page_search wagtailadmin_dismissibles wagtailadmin_explore_root
        modules_to_take wagtailadmin_home wagtailadmin_javascript_catalog wagtailadmin_logout
        wagtailadmin_pages:search wagtailadmin_pages:search_results wagtailadmin_reports:aging_pages
        wagtailadmin_reports:aging_pages_results wagtailadmin_reports:locked_pages
        wagtailadmin_reports:locked_pages_results wagtailadmin_sprite wagtaildocs:add
        wagtaildocs:add_multiple wagtaildocs:index wagtaildocs:index_results
        wagtaildocs_chooser:choose wagtaildocs_chooser:choose_results
        wagtaildocs_chooser:chosen_multiple wagtaildocs_chooser:create wagtailimages:add
        wagtailimages:add_multiple wagtailimages:index wagtailimages:index_results
        wagtailimages_chooser:choose wagtailimages_chooser:choose_results
        wagtailimages_chooser:chosen_multiple wagtailimages_chooser:create
        wagtailsnippetchoosers_cms_authoredquestion:choose
        wagtailsnippetchoosers_cms_authoredquestion:choose_results
        wagtailsnippetchoosers_cms_authoredquestion:chosen_multiple
        wagtailsnippets_cms_authoredquestion:add wagtailsnippets_cms_authoredquestion:list
        wagtailsnippets_cms_authoredquestion:list_results
        wagtailsnippets_cms_authoredquestion:preview_on_add
        wagtailsnippetchoosers_cms_term:choose wagtailsnippetchoosers_cms_term:choose_results
        wagtailsnippetchoosers_cms_term:chosen_multiple wagtailsnippets_cms_term:add
        wagtailsnippets_cms_term:list wagtailsnippets_cms_term:list_results
    """,
    # One page, question, picture, … of the own organisation.
    THINGS: """
        wagtail_localize:submit_page_translation wagtailadmin_api:pages:detail
        wagtailadmin_pages:convert_alias wagtailadmin_pages:copy wagtailadmin_pages:delete
        wagtailadmin_pages:edit wagtailadmin_pages:history wagtailadmin_pages:history_results
        wagtailadmin_pages:lock wagtailadmin_pages:move wagtailadmin_pages:move_confirm
        wagtailadmin_pages:preview_on_edit wagtailadmin_pages:revisions_compare
        wagtailadmin_pages:revisions_index wagtailadmin_pages:revisions_revert
        wagtailadmin_pages:revisions_unschedule wagtailadmin_pages:revisions_view
        wagtailadmin_pages:set_page_position wagtailadmin_pages:unlock wagtailadmin_pages:unpublish
        wagtailadmin_pages:usage wagtailadmin_pages:view_draft
        wagtaildocs:create_multiple_from_uploaded_document wagtaildocs:delete
        wagtaildocs:delete_multiple wagtaildocs:delete_upload_multiple wagtaildocs:document_usage
        wagtaildocs:edit wagtaildocs:edit_multiple wagtaildocs_chooser:chosen
        wagtailimages:create_multiple_from_uploaded_image wagtailimages:delete
        wagtailimages:delete_multiple wagtailimages:delete_upload_multiple wagtailimages:edit
        wagtailimages:edit_multiple wagtailimages:image_usage wagtailimages_chooser:chosen
        wagtailimages_chooser:select_format wagtailsnippetchoosers_cms_authoredquestion:chosen
        wagtailsnippets_cms_authoredquestion:copy wagtailsnippets_cms_authoredquestion:delete
        wagtailsnippets_cms_authoredquestion:edit wagtailsnippets_cms_authoredquestion:history
        wagtailsnippets_cms_authoredquestion:history_results
        wagtailsnippets_cms_authoredquestion:inspect wagtailsnippets_cms_authoredquestion:lock
        wagtailsnippets_cms_authoredquestion:preview_on_edit
        wagtailsnippets_cms_authoredquestion:revisions_compare
        wagtailsnippets_cms_authoredquestion:revisions_revert
        wagtailsnippets_cms_authoredquestion:revisions_unschedule
        wagtailsnippets_cms_authoredquestion:revisions_view
        wagtailsnippets_cms_authoredquestion:unlock wagtailsnippets_cms_authoredquestion:unpublish
        wagtailsnippets_cms_authoredquestion:usage wagtailadmin_choose_page_child
        module_to_take step_to_take source_changes
        wagtailadmin_explore wagtailadmin_explore_results wagtailadmin_pages:add
        wagtailadmin_pages:add_subpage wagtailadmin_pages:preview_on_add
        wagtailsnippetchoosers_cms_term:chosen wagtailsnippets_cms_term:copy
        wagtailsnippets_cms_term:delete wagtailsnippets_cms_term:edit wagtailsnippets_cms_term:history
        wagtailsnippets_cms_term:history_results wagtailsnippets_cms_term:inspect
        wagtailsnippets_cms_term:usage
    """,
    # For nobody; or, in these two organisations, there is nothing of the kind to open.
    SHUT: """
        wagtail_localize:convert_to_alias wagtail_localize:download_pofile
        wagtail_localize:edit_override wagtail_localize:edit_string_translation
        wagtail_localize:machine_translate wagtail_localize:preview_translation
        wagtail_localize:snippets_api_detail wagtail_localize:stop_translation
        wagtail_localize:submit_snippet_translation wagtail_localize:update_translations
        wagtail_localize:upload_pofile wagtailadmin_api:documents:* wagtailadmin_api:images:*
        wagtailadmin_api:pages:action wagtailadmin_collections:* wagtailadmin_editing_sessions:ping
        wagtailadmin_pages:collect_workflow_action_data
        wagtailadmin_pages:confirm_workflow_cancellation wagtailadmin_pages:set_privacy
        wagtailadmin_pages:workflow_action wagtailadmin_pages:workflow_history
        wagtailadmin_pages:workflow_history_detail wagtailadmin_pages:workflow_preview
        wagtailadmin_workflows:* wagtailimages:preview wagtailimages:url_generator
        wagtailimages:url_generator_output wagtaillocales:*
        wagtailsnippets_cms_authoredquestion:collect_workflow_action_data
        wagtailsnippets_cms_authoredquestion:confirm_workflow_cancellation
        wagtailsnippets_cms_authoredquestion:workflow_action
        wagtailsnippets_cms_authoredquestion:workflow_history
        wagtailsnippets_cms_authoredquestion:workflow_history_detail
        wagtailsnippets_cms_authoredquestion:workflow_preview wagtailusers_groups:*
        wagtailusers_users:* admin/.[*]/$ admin/password_reset/ admin/test404/ wagtail_bulk_action
        wagtail_localize:snippets_api_listing wagtail_localize:translations_report
        wagtail_localize:translations_report_results wagtailadmin_api:pages:find
        wagtailadmin_error_test wagtailadmin_pages:choose_parent wagtailadmin_pages:type_use
        wagtailadmin_pages:type_use_results wagtailadmin_password_reset*
        wagtailadmin_reports:page_types_usage wagtailadmin_reports:page_types_usage_results
        wagtailadmin_reports:site_history wagtailadmin_reports:site_history_results
        wagtailadmin_reports:workflow wagtailadmin_reports:workflow_results
        wagtailadmin_reports:workflow_tasks wagtailadmin_reports:workflow_tasks_results
        wagtailadmin_tag_autocomplete wagtailadmin_tag_model_autocomplete wagtailembeds:*
        wagtailsnippetchoosers_cms_authoredquestion:create wagtailsnippetchoosers_cms_term:create
        wagtailsnippets:*
    """,
    # Of the account (allauth): everybody's own. Who came with a card changes nothing there.
    ">0^000000000 >0-000000000": """
        mfa_edit_webauthn mfa_remove_webauthn mfa_deactivate_totp mfa_download_recovery_codes
    """,
    ">^ >+-+++++++++": """
        account_change_password account_confirm_login_code mfa_authenticate mfa_login_webauthn
    """,
    "..^......... 00-000000000": """
        account_confirm_email
    """,
    ">.^......... >+-+++++++++": """
        account_email account_set_password mfa_activate_totp mfa_add_webauthn
        mfa_generate_recovery_codes usersessions_list
    """,
    "..^......... xx-xxxxxxxxx": """
        account_email_verification_sent account_inactive account_reset_password_done
        account_reset_password_from_key_done
    """,
    ".^ +": """
        account_login
    """,
    "^. +": """
        account_logout
    """,
    ">-^--------- >-": """
        account_reauthenticate mfa_reauthenticate mfa_reauthenticate_webauthn
    """,
    "..^......... ++-+++++++++": """
        account_reset_password account_reset_password_from_key
    """,
    ".^ ++-+++++++++": """
        account_signup
    """,
    ">.^......... >x-xxxxxxxxx": """
        mfa_index mfa_list_webauthn
    """,
    ">0^000000000 >x-xxxxxxxxx": """
        mfa_view_recovery_codes
    """,
    # A password of a document, which no document has.
    "^ +": """
        wagtaildocs_authenticate_with_password
    """,
    # The one door is ours.
    "> >": """
        wagtailadmin_login
    """,
}


@dataclass(frozen=True)
class Row:
    name: str
    blocks: tuple[str, ...]

    def expected(self, asker: str, method: str, theirs: bool) -> str:
        """Where nothing is named, there is nothing of another organisation to ask for: she gets her own."""
        place = list(ASKERS).index(asker)
        return self.blocks[("GET", "POST").index(method) + 2 * (theirs and self.names_things)][place]

    @property
    def names_things(self) -> bool:
        return len(self.blocks) == 4


def our_rows() -> list[Row]:
    lines = [line.split() for line in OURS.strip().splitlines()]
    return [Row(name.strip('"'), tuple(map(whole, blocks))) for name, *blocks in lines]


def rules() -> list[Row]:
    pairs = [(name, blocks.split()) for blocks, names in BY_RULE.items() for name in names.split()]
    return [Row(name, tuple(map(whole, blocks))) for name, blocks in pairs]


def whole(block: str) -> str:
    """All its letters, one for each who asks."""
    if len(block) <= 2:
        block = block[0] + block[-1] * (len(ASKERS) - 1)
    if len(block) != len(ASKERS):
        raise ValueError(f"A block has 1, 2 or {len(ASKERS)} letters, and not as many as {block}.")
    return block


@cache
def row_of(name: str) -> Row | None:
    ours = next((row for row in our_rows() if row.name == name), None)
    return ours or next((row for row in rules() if fnmatchcase(name, row.name)), None)
