// Made by scripts/distill-notion-schema.py from Notion's OpenAPI document.

extension NotionSchema {
    /// The answers that the sandbox gives, one fact a line.
    static let answersTable = """
        object annotationResponse
        field bold boolean required
        field code boolean required
        field color apiColor required
        field italic boolean required
        field strikethrough boolean required
        field underline boolean required
        union apiColor
        case "default"
        case "gray"
        case "brown"
        case "orange"
        case "yellow"
        case "green"
        case "blue"
        case "purple"
        case "pink"
        case "red"
        case "default_background"
        case "gray_background"
        case "brown_background"
        case "orange_background"
        case "yellow_background"
        case "green_background"
        case "blue_background"
        case "purple_background"
        case "pink_background"
        case "red_background"
        object blockIdParentForBlockBasedObjectResponse
        field block_id string:uuid required
        field type "block_id" required
        object booleanFormulaPropertyResponse
        field boolean boolean? required
        field type "boolean" required
        object booleanFormulaPropertyValueResponse
        field boolean boolean? required
        field type "boolean" required
        object botInfoResponse
        field owner botInfoResponse.owner required
        field workspace_id string required
        field workspace_limits botInfoResponse.workspace_limits required
        field workspace_name string? required
        union botInfoResponse.owner
        case botInfoResponse.owner.user
        case botInfoResponse.owner.workspace
        object botInfoResponse.owner.user
        field type "user" required
        field user botInfoResponse.owner.user.user required
        union botInfoResponse.owner.user.user
        case botInfoResponse.owner.user.user.1
        case partialUserObjectResponse
        object botInfoResponse.owner.user.user.1
        field avatar_url string? required
        field id string:uuid required
        field name string? required
        field object "user" required
        field person personUserObjectResponse.person required
        field type "person" required
        object botInfoResponse.owner.workspace
        field type "workspace" required
        field workspace true required
        object botInfoResponse.workspace_limits
        field max_file_upload_size_in_bytes number required
        object botUserObjectResponse
        field avatar_url string? required
        field bot botUserObjectResponse.bot required
        field id string:uuid required
        field name string? required
        field object "user" required
        field type "bot" required
        union botUserObjectResponse.bot
        case emptyObject
        case botInfoResponse
        object buttonPropertyItemObjectResponse
        field button emptyObject required
        field id string required
        field object "property_item" required
        field type "button" required
        object buttonSimplePropertyValueResponse
        field button emptyObject required
        field id string required
        field type "button" required
        object checkboxDatabasePropertyConfigResponse
        field checkbox emptyObject required
        field description string:1..280? required
        field id string required
        field name string required
        field type "checkbox" required
        object checkboxPropertyItemObjectResponse
        field checkbox boolean required
        field id string required
        field object "property_item" required
        field type "checkbox" required
        object checkboxSimplePropertyValueResponse
        field checkbox boolean required
        field id string required
        field type "checkbox" required
        object createdByDatabasePropertyConfigResponse
        field created_by emptyObject required
        field description string:1..280? required
        field id string required
        field name string required
        field type "created_by" required
        object createdByPropertyItemObjectResponse
        field created_by userValueResponse required
        field id string required
        field object "property_item" required
        field type "created_by" required
        object createdBySimplePropertyValueResponse
        field created_by userValueResponse required
        field id string required
        field type "created_by" required
        object createdTimeDatabasePropertyConfigResponse
        field created_time emptyObject required
        field description string:1..280? required
        field id string required
        field name string required
        field type "created_time" required
        object createdTimePropertyItemObjectResponse
        field created_time string required
        field id string required
        field object "property_item" required
        field type "created_time" required
        object createdTimeSimplePropertyValueResponse
        field created_time string required
        field id string required
        field type "created_time" required
        object customEmojiResponse
        field id string:uuid required
        field name string required
        field url string required
        object dataSource
        field cover any? required
        field created_by partialUserObjectResponse required
        field created_time string required
        field database_parent parentOfDatabaseResponse required
        field description [richTextItemResponse]<=100 required
        field icon any? required
        field id string:uuid required
        field in_trash boolean required
        field is_inline boolean required
        field last_edited_by partialUserObjectResponse required
        field last_edited_time string required
        field object "data_source" required
        field parent parentOfDataSourceResponse required
        field properties dataSource.properties required
        field public_url string? required
        field title [richTextItemResponse]<=100 required
        field url string required
        field archived boolean
        object dataSource.properties map databasePropertyConfigResponse
        object dataSourceParentResponse
        field data_source_id string:uuid required
        field database_id string:uuid required
        field type "data_source_id" required
        object dataSourceReferenceResponse
        field id string:uuid required
        field name string required
        object database
        field cover any? required
        field created_time string required
        field data_sources [dataSourceReferenceResponse]<=100 required
        field description [richTextItemResponse]<=100 required
        field icon any? required
        field id string:uuid required
        field in_trash boolean required
        field is_inline boolean required
        field is_locked boolean required
        field last_edited_time string required
        field object "database" required
        field parent parentOfDatabaseResponse required
        field public_url string? required
        field title [richTextItemResponse]<=100 required
        field url string required
        field archived boolean
        object databaseParentResponse
        field database_id string:uuid required
        field type "database_id" required
        union databasePropertyConfigResponse
        case numberDatabasePropertyConfigResponse
        case formulaDatabasePropertyConfigResponse
        case selectDatabasePropertyConfigResponse
        case multiSelectDatabasePropertyConfigResponse
        case statusDatabasePropertyConfigResponse
        case relationDatabasePropertyConfigResponse
        case uniqueIdDatabasePropertyConfigResponse
        case titleDatabasePropertyConfigResponse
        case richTextDatabasePropertyConfigResponse
        case urlDatabasePropertyConfigResponse
        case peopleDatabasePropertyConfigResponse
        case filesDatabasePropertyConfigResponse
        case emailDatabasePropertyConfigResponse
        case phoneNumberDatabasePropertyConfigResponse
        case dateDatabasePropertyConfigResponse
        case checkboxDatabasePropertyConfigResponse
        case createdByDatabasePropertyConfigResponse
        case createdTimeDatabasePropertyConfigResponse
        case lastEditedByDatabasePropertyConfigResponse
        case lastEditedTimeDatabasePropertyConfigResponse
        object dateDatabasePropertyConfigResponse
        field date emptyObject required
        field description string:1..280? required
        field id string required
        field name string required
        field type "date" required
        object dateFormulaPropertyResponse
        field date dateResponse? required
        field type "date" required
        object dateFormulaPropertyValueResponse
        field date dateResponse? required
        field type "date" required
        object datePropertyItemObjectResponse
        field date dateResponse? required
        field id string required
        field object "property_item" required
        field type "date" required
        object dateResponse
        field end string? required
        field start string required
        field time_zone string? required
        object dateSimplePropertyValueResponse
        field date dateResponse? required
        field id string required
        field type "date" required
        object emailDatabasePropertyConfigResponse
        field description string:1..280? required
        field email emptyObject required
        field id string required
        field name string required
        field type "email" required
        object emailPropertyItemObjectResponse
        field email string? required
        field id string required
        field object "property_item" required
        field type "email" required
        object emailSimplePropertyValueResponse
        field email string? required
        field id string required
        field type "email" required
        object emptyObject
        object equationRichTextItemResponse
        field annotations annotationResponse required
        field equation equationRichTextItemResponse.equation required
        field href string? required
        field plain_text string required
        field type "equation" required
        object equationRichTextItemResponse.equation
        field expression string required
        object error
        field additional_data error.additional_data
        field message string required
        field object "error" required
        field code string
        field status number
        object error.additional_data map error.additional_data.value
        union error.additional_data.value
        case string
        case [string]
        object filesDatabasePropertyConfigResponse
        field description string:1..280? required
        field files emptyObject required
        field id string required
        field name string required
        field type "files" required
        object filesPropertyItemObjectResponse
        field files [any]<=100 required
        field id string required
        field object "property_item" required
        field type "files" required
        object filesSimplePropertyValueResponse
        field files [any]<=100 required
        field id string required
        field type "files" required
        object formulaDatabasePropertyConfigResponse
        field description string:1..280? required
        field formula formulaDatabasePropertyConfigResponse.formula required
        field id string required
        field name string required
        field type "formula" required
        object formulaDatabasePropertyConfigResponse.formula
        field expression string required
        object formulaPropertyItemObjectResponse
        field formula formulaPropertyResponse required
        field id string required
        field object "property_item" required
        field type "formula" required
        union formulaPropertyResponse
        case stringFormulaPropertyResponse
        case dateFormulaPropertyResponse
        case numberFormulaPropertyResponse
        case booleanFormulaPropertyResponse
        union formulaPropertyValueResponse
        case booleanFormulaPropertyValueResponse
        case dateFormulaPropertyValueResponse
        case numberFormulaPropertyValueResponse
        case stringFormulaPropertyValueResponse
        object formulaSimplePropertyValueResponse
        field formula formulaPropertyValueResponse required
        field id string required
        field type "formula" required
        object groupObjectResponse
        field id string:uuid required
        field name string? required
        field object "group" required
        object lastEditedByDatabasePropertyConfigResponse
        field description string:1..280? required
        field id string required
        field last_edited_by emptyObject required
        field name string required
        field type "last_edited_by" required
        object lastEditedByPropertyItemObjectResponse
        field id string required
        field last_edited_by userValueResponse required
        field object "property_item" required
        field type "last_edited_by" required
        object lastEditedBySimplePropertyValueResponse
        field id string required
        field last_edited_by userValueResponse required
        field type "last_edited_by" required
        object lastEditedTimeDatabasePropertyConfigResponse
        field description string:1..280? required
        field id string required
        field last_edited_time emptyObject required
        field name string required
        field type "last_edited_time" required
        object lastEditedTimePropertyItemObjectResponse
        field id string required
        field last_edited_time string required
        field object "property_item" required
        field type "last_edited_time" required
        object lastEditedTimeSimplePropertyValueResponse
        field id string required
        field last_edited_time string required
        field type "last_edited_time" required
        object linkMentionResponse
        field description string
        field height number
        field href string required
        field icon_url string
        field iframe_url string
        field link_author string
        field link_provider string
        field padding number
        field padding_top number
        field thumbnail_url string
        field title string
        object linkPreviewMentionResponse
        field url string required
        object list
        field has_more boolean required
        field next_cursor string? required
        field object "list" required
        field page_or_data_source emptyObject required
        field results [list.results.item] required
        field type "page_or_data_source" required
        field request_status any
        union list.results.item
        case page
        case partialPageObjectResponse
        case partialDataSourceObjectResponse
        case dataSource
        object markdown
        field id string:uuid required
        field markdown string required
        field object "page_markdown" required
        field truncated boolean required
        field unknown_block_ids [string:uuid]<=100 required
        object mentionRichTextItemResponse
        field annotations annotationResponse required
        field href string? required
        field mention mentionRichTextItemResponse.mention required
        field plain_text string required
        field type "mention" required
        union mentionRichTextItemResponse.mention
        case mentionRichTextItemResponse.mention.user
        case mentionRichTextItemResponse.mention.date
        case mentionRichTextItemResponse.mention.linkPreview
        case mentionRichTextItemResponse.mention.linkMention
        case mentionRichTextItemResponse.mention.page
        case mentionRichTextItemResponse.mention.database
        case mentionRichTextItemResponse.mention.templateMention
        case mentionRichTextItemResponse.mention.customEmoji
        object mentionRichTextItemResponse.mention.customEmoji
        field custom_emoji customEmojiResponse required
        field type "custom_emoji" required
        object mentionRichTextItemResponse.mention.database
        field database mentionRichTextItemResponse.mention.database.database required
        field type "database" required
        object mentionRichTextItemResponse.mention.database.database
        field id string:uuid required
        object mentionRichTextItemResponse.mention.date
        field date dateResponse required
        field type "date" required
        object mentionRichTextItemResponse.mention.linkMention
        field link_mention linkMentionResponse required
        field type "link_mention" required
        object mentionRichTextItemResponse.mention.linkPreview
        field link_preview linkPreviewMentionResponse required
        field type "link_preview" required
        object mentionRichTextItemResponse.mention.page
        field page mentionRichTextItemResponse.mention.page.page required
        field type "page" required
        object mentionRichTextItemResponse.mention.page.page
        field id string:uuid required
        object mentionRichTextItemResponse.mention.templateMention
        field template_mention templateMentionResponse required
        field type "template_mention" required
        object mentionRichTextItemResponse.mention.user
        field type "user" required
        field user userValueResponse required
        object multiSelectDatabasePropertyConfigResponse
        field description string:1..280? required
        field id string required
        field multi_select selectDatabasePropertyConfigResponse.select required
        field name string required
        field type "multi_select" required
        object multiSelectPropertyItemObjectResponse
        field id string required
        field multi_select [partialSelectResponse]<=100 required
        field object "property_item" required
        field type "multi_select" required
        object multiSelectSimplePropertyValueResponse
        field id string required
        field multi_select [partialSelectPropertyValueResponse]<=100 required
        field type "multi_select" required
        object numberDatabasePropertyConfigResponse
        field description string:1..280? required
        field id string required
        field name string required
        field number numberDatabasePropertyConfigResponse.number required
        field type "number" required
        object numberDatabasePropertyConfigResponse.number
        field format string required
        object numberFormulaPropertyResponse
        field number number? required
        field type "number" required
        object numberFormulaPropertyValueResponse
        field number number? required
        field type "number" required
        object numberPropertyItemObjectResponse
        field id string required
        field number number? required
        field object "property_item" required
        field type "number" required
        object numberSimplePropertyValueResponse
        field id string required
        field number number? required
        field type "number" required
        object page
        field cover any? required
        field created_by partialUserObjectResponse required
        field created_time string required
        field icon any? required
        field id string:uuid required
        field in_trash boolean required
        field is_locked boolean required
        field last_edited_by partialUserObjectResponse required
        field last_edited_time string required
        field object "page" required
        field parent parentForBlockBasedObjectResponse required
        field properties page.properties required
        field public_url string? required
        field url string required
        field is_archived boolean
        field archived boolean
        object page.properties map pagePropertyValueWithIdResponse
        object pageIdParentForBlockBasedObjectResponse
        field page_id string:uuid required
        field type "page_id" required
        union pagePropertyValueWithIdResponse
        case numberSimplePropertyValueResponse
        case urlSimplePropertyValueResponse
        case selectSimplePropertyValueResponse
        case multiSelectSimplePropertyValueResponse
        case statusSimplePropertyValueResponse
        case dateSimplePropertyValueResponse
        case emailSimplePropertyValueResponse
        case phoneNumberSimplePropertyValueResponse
        case checkboxSimplePropertyValueResponse
        case filesSimplePropertyValueResponse
        case createdBySimplePropertyValueResponse
        case createdTimeSimplePropertyValueResponse
        case lastEditedBySimplePropertyValueResponse
        case lastEditedTimeSimplePropertyValueResponse
        case formulaSimplePropertyValueResponse
        case buttonSimplePropertyValueResponse
        case uniqueIdSimplePropertyValueResponse
        case verificationSimplePropertyValueResponse
        case placeSimplePropertyValueResponse
        case titleArrayBasedPropertyValueResponse
        case richTextArrayBasedPropertyValueResponse
        case peopleArrayBasedPropertyValueResponse
        case relationArrayBasedPropertyValueResponse
        union parentForBlockBasedObjectResponse
        case databaseParentResponse
        case dataSourceParentResponse
        case pageIdParentForBlockBasedObjectResponse
        case blockIdParentForBlockBasedObjectResponse
        case workspaceParentForBlockBasedObjectResponse
        union parentOfDataSourceResponse
        case databaseParentResponse
        case dataSourceParentResponse
        union parentOfDatabaseResponse
        case pageIdParentForBlockBasedObjectResponse
        case workspaceParentForBlockBasedObjectResponse
        case databaseParentResponse
        case blockIdParentForBlockBasedObjectResponse
        object partialDataSourceObjectResponse
        field id string:uuid required
        field object "data_source" required
        field properties dataSource.properties required
        object partialPageObjectResponse
        field id string:uuid required
        field object "page" required
        object partialSelectPropertyValueResponse
        field color partialSelectPropertyValueResponse.color required
        field id string required
        field name string required
        union partialSelectPropertyValueResponse.color
        case "default"
        case "gray"
        case "brown"
        case "orange"
        case "yellow"
        case "green"
        case "blue"
        case "purple"
        case "pink"
        case "red"
        object partialSelectResponse
        field color partialSelectPropertyValueResponse.color required
        field id string required
        field name string required
        object partialUserObjectResponse
        field id string:uuid required
        field object "user" required
        object peopleArrayBasedPropertyValueResponse
        field id string required
        field people [peopleArrayBasedPropertyValueResponse.people.item]<=100 required
        field type "people" required
        union peopleArrayBasedPropertyValueResponse.people.item
        case partialUserObjectResponse
        case personUserObjectResponse
        case botUserObjectResponse
        case groupObjectResponse
        object peopleDatabasePropertyConfigResponse
        field description string:1..280? required
        field id string required
        field name string required
        field people emptyObject required
        field type "people" required
        object peoplePropertyItemObjectResponse
        field id string required
        field object "property_item" required
        field people userValueResponse required
        field type "people" required
        object personUserObjectResponse
        field avatar_url string? required
        field id string:uuid required
        field name string? required
        field object "user" required
        field person personUserObjectResponse.person required
        field type "person" required
        object personUserObjectResponse.person
        field email string
        object phoneNumberDatabasePropertyConfigResponse
        field description string:1..280? required
        field id string required
        field name string required
        field phone_number emptyObject required
        field type "phone_number" required
        object phoneNumberPropertyItemObjectResponse
        field id string required
        field object "property_item" required
        field phone_number string? required
        field type "phone_number" required
        object phoneNumberSimplePropertyValueResponse
        field id string required
        field phone_number string? required
        field type "phone_number" required
        object placeSimplePropertyValueResponse
        field id string required
        field place any? required
        field type "place" required
        union property
        case numberPropertyItemObjectResponse
        case urlPropertyItemObjectResponse
        case selectPropertyItemObjectResponse
        case multiSelectPropertyItemObjectResponse
        case statusPropertyItemObjectResponse
        case datePropertyItemObjectResponse
        case emailPropertyItemObjectResponse
        case phoneNumberPropertyItemObjectResponse
        case checkboxPropertyItemObjectResponse
        case filesPropertyItemObjectResponse
        case createdByPropertyItemObjectResponse
        case createdTimePropertyItemObjectResponse
        case lastEditedByPropertyItemObjectResponse
        case lastEditedTimePropertyItemObjectResponse
        case formulaPropertyItemObjectResponse
        case buttonPropertyItemObjectResponse
        case uniqueIdPropertyItemObjectResponse
        case titlePropertyItemObjectResponse
        case richTextPropertyItemObjectResponse
        case peoplePropertyItemObjectResponse
        case relationPropertyItemObjectResponse
        case propertyItemListResponse
        object propertyItemListResponse
        field has_more boolean required
        field next_cursor string? required
        field object "list" required
        field property_item propertyItemListResponse.property_item required
        field results [propertyItemObjectResponse] required
        field type "property_item" required
        union propertyItemListResponse.property_item
        case propertyItemListResponse.property_item.title
        case propertyItemListResponse.property_item.richText
        case propertyItemListResponse.property_item.people
        case propertyItemListResponse.property_item.relation
        case propertyItemListResponse.property_item.rollup
        object propertyItemListResponse.property_item.people
        field id string required
        field next_url string? required
        field people emptyObject required
        field type "people" required
        object propertyItemListResponse.property_item.relation
        field id string required
        field next_url string? required
        field relation emptyObject required
        field type "relation" required
        object propertyItemListResponse.property_item.richText
        field id string required
        field next_url string? required
        field rich_text emptyObject required
        field type "rich_text" required
        object propertyItemListResponse.property_item.rollup
        field id string required
        field next_url string? required
        field rollup propertyItemListResponse.property_item.rollup.rollup required
        field type "rollup" required
        union propertyItemListResponse.property_item.rollup.rollup
        case propertyItemListResponse.property_item.rollup.rollup.number
        case propertyItemListResponse.property_item.rollup.rollup.date
        case propertyItemListResponse.property_item.rollup.rollup.array
        case propertyItemListResponse.property_item.rollup.rollup.unsupported
        case propertyItemListResponse.property_item.rollup.rollup.incomplete
        object propertyItemListResponse.property_item.rollup.rollup.array
        field array [emptyObject]<=100 required
        field function rollupFunction required
        field type "array" required
        object propertyItemListResponse.property_item.rollup.rollup.date
        field date dateResponse? required
        field function rollupFunction required
        field type "date" required
        object propertyItemListResponse.property_item.rollup.rollup.incomplete
        field function rollupFunction required
        field incomplete emptyObject required
        field type "incomplete" required
        object propertyItemListResponse.property_item.rollup.rollup.number
        field function rollupFunction required
        field number number? required
        field type "number" required
        object propertyItemListResponse.property_item.rollup.rollup.unsupported
        field function rollupFunction required
        field type "unsupported" required
        field unsupported emptyObject required
        object propertyItemListResponse.property_item.title
        field id string required
        field next_url string? required
        field title emptyObject required
        field type "title" required
        union propertyItemObjectResponse
        case numberPropertyItemObjectResponse
        case urlPropertyItemObjectResponse
        case selectPropertyItemObjectResponse
        case multiSelectPropertyItemObjectResponse
        case statusPropertyItemObjectResponse
        case datePropertyItemObjectResponse
        case emailPropertyItemObjectResponse
        case phoneNumberPropertyItemObjectResponse
        case checkboxPropertyItemObjectResponse
        case filesPropertyItemObjectResponse
        case createdByPropertyItemObjectResponse
        case createdTimePropertyItemObjectResponse
        case lastEditedByPropertyItemObjectResponse
        case lastEditedTimePropertyItemObjectResponse
        case formulaPropertyItemObjectResponse
        case buttonPropertyItemObjectResponse
        case uniqueIdPropertyItemObjectResponse
        case titlePropertyItemObjectResponse
        case richTextPropertyItemObjectResponse
        case peoplePropertyItemObjectResponse
        case relationPropertyItemObjectResponse
        object relationArrayBasedPropertyValueResponse
        field id string required
        field relation [relationItemPropertyValueResponse]<=100 required
        field type "relation" required
        field has_more boolean
        object relationDatabasePropertyConfigResponse
        field description string:1..280? required
        field id string required
        field name string required
        field relation any required
        field type "relation" required
        object relationItemPropertyValueResponse
        field id string required
        object relationPropertyItemObjectResponse
        field id string required
        field object "property_item" required
        field relation relationPropertyItemObjectResponse.relation required
        field type "relation" required
        object relationPropertyItemObjectResponse.relation
        field id string:uuid required
        object richTextArrayBasedPropertyValueResponse
        field id string required
        field rich_text [richTextItemResponse]<=100 required
        field type "rich_text" required
        object richTextDatabasePropertyConfigResponse
        field description string:1..280? required
        field id string required
        field name string required
        field rich_text emptyObject required
        field type "rich_text" required
        union richTextItemResponse
        case textRichTextItemResponse
        case mentionRichTextItemResponse
        case equationRichTextItemResponse
        object richTextPropertyItemObjectResponse
        field id string required
        field object "property_item" required
        field rich_text richTextItemResponse required
        field type "rich_text" required
        union rollupFunction
        case "count"
        case "count_values"
        case "empty"
        case "not_empty"
        case "unique"
        case "show_unique"
        case "percent_empty"
        case "percent_not_empty"
        case "sum"
        case "average"
        case "median"
        case "min"
        case "max"
        case "range"
        case "earliest_date"
        case "latest_date"
        case "date_range"
        case "checked"
        case "unchecked"
        case "percent_checked"
        case "percent_unchecked"
        case "count_per_group"
        case "percent_per_group"
        case "show_original"
        object selectDatabasePropertyConfigResponse
        field description string:1..280? required
        field id string required
        field name string required
        field select selectDatabasePropertyConfigResponse.select required
        field type "select" required
        object selectDatabasePropertyConfigResponse.select
        field options [selectPropertyResponse]<=100 required
        object selectPropertyItemObjectResponse
        field id string required
        field object "property_item" required
        field select partialSelectResponse? required
        field type "select" required
        object selectPropertyResponse
        field color partialSelectPropertyValueResponse.color required
        field description string? required
        field id string required
        field name string required
        object selectSimplePropertyValueResponse
        field id string required
        field select partialSelectPropertyValueResponse? required
        field type "select" required
        object statusDatabasePropertyConfigResponse
        field description string:1..280? required
        field id string required
        field name string required
        field status statusDatabasePropertyConfigResponse.status required
        field type "status" required
        object statusDatabasePropertyConfigResponse.status
        field groups [statusDatabasePropertyConfigResponse.status.groups.item]<=100 required
        field options [statusPropertyResponse]<=100 required
        object statusDatabasePropertyConfigResponse.status.groups.item
        field color partialSelectPropertyValueResponse.color required
        field id string required
        field name string required
        field option_ids [string]<=100 required
        object statusPropertyItemObjectResponse
        field id string required
        field object "property_item" required
        field status partialSelectResponse? required
        field type "status" required
        object statusPropertyResponse
        field color partialSelectPropertyValueResponse.color required
        field description string? required
        field id string required
        field name string required
        object statusSimplePropertyValueResponse
        field id string required
        field status partialSelectPropertyValueResponse? required
        field type "status" required
        object stringFormulaPropertyResponse
        field string string? required
        field type "string" required
        object stringFormulaPropertyValueResponse
        field string string? required
        field type "string" required
        object templateMentionDateTemplateMentionResponse
        field template_mention_date templateMentionDateTemplateMentionResponse.template_mention_date required
        field type "template_mention_date" required
        union templateMentionDateTemplateMentionResponse.template_mention_date
        case "today"
        case "now"
        union templateMentionResponse
        case templateMentionDateTemplateMentionResponse
        case templateMentionUserTemplateMentionResponse
        object templateMentionUserTemplateMentionResponse
        field template_mention_user "me" required
        field type "template_mention_user" required
        object templates
        field has_more boolean required
        field next_cursor string:uuid? required
        field templates [templates.templates.item]<=100 required
        object templates.templates.item
        field id string:uuid required
        field is_default boolean required
        field name string required
        object textRichTextItemResponse
        field annotations annotationResponse required
        field href string? required
        field plain_text string required
        field text textRichTextItemResponse.text required
        field type "text" required
        object textRichTextItemResponse.text
        field content string:0..2000 required
        field link textRichTextItemResponse.text.link? required
        object textRichTextItemResponse.text.link
        field url string required
        object titleArrayBasedPropertyValueResponse
        field id string required
        field title [richTextItemResponse]<=100 required
        field type "title" required
        object titleDatabasePropertyConfigResponse
        field description string:1..280? required
        field id string required
        field name string required
        field title emptyObject required
        field type "title" required
        object titlePropertyItemObjectResponse
        field id string required
        field object "property_item" required
        field title richTextItemResponse required
        field type "title" required
        object uniqueIdDatabasePropertyConfigResponse
        field description string:1..280? required
        field id string required
        field name string required
        field type "unique_id" required
        field unique_id uniqueIdDatabasePropertyConfigResponse.unique_id required
        object uniqueIdDatabasePropertyConfigResponse.unique_id
        field prefix string? required
        object uniqueIdPropertyItemObjectResponse
        field id string required
        field object "property_item" required
        field type "unique_id" required
        field unique_id uniqueIdPropertyItemObjectResponse.unique_id required
        object uniqueIdPropertyItemObjectResponse.unique_id
        field number number? required
        field prefix string? required
        object uniqueIdPropertyValueResponse
        field number number? required
        field prefix string? required
        object uniqueIdSimplePropertyValueResponse
        field id string required
        field type "unique_id" required
        field unique_id uniqueIdPropertyValueResponse required
        object urlDatabasePropertyConfigResponse
        field description string:1..280? required
        field id string required
        field name string required
        field type "url" required
        field url emptyObject required
        object urlPropertyItemObjectResponse
        field id string required
        field object "property_item" required
        field type "url" required
        field url string? required
        object urlSimplePropertyValueResponse
        field id string required
        field type "url" required
        field url string? required
        union user
        case personUserObjectResponse
        case botUserObjectResponse
        object userList
        field has_more boolean required
        field next_cursor string? required
        field object "list" required
        field results [user] required
        field type "user" required
        field user emptyObject required
        union userValueResponse
        case partialUserObjectResponse
        case personUserObjectResponse
        case botUserObjectResponse
        object verificationSimplePropertyValueResponse
        field id string required
        field type "verification" required
        field verification any? required
        object workspaceParentForBlockBasedObjectResponse
        field type "workspace" required
        field workspace true required
        """
}
