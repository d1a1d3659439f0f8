// Made by scripts/distill-notion-schema.py from Notion's OpenAPI document.

extension NotionSchema {
    /// The bodies that the sandbox takes, one fact a line.
    static let requestsTable = """
        object annotationRequest
        field bold boolean
        field code boolean
        field color apiColor
        field italic boolean
        field strikethrough boolean
        field underline boolean
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
        union checkboxPropertyFilter
        case checkboxPropertyFilter.1
        case checkboxPropertyFilter.2
        object checkboxPropertyFilter.1
        field equals boolean required
        object checkboxPropertyFilter.2
        field does_not_equal boolean required
        object createPage
        field children [any]<=100
        field content [any]<=100
        field cover any?
        field icon any?
        field markdown string
        field parent createPage.parent
        field position pagePositionSchema
        field properties createPage.properties
        field template createPage.template
        union createPage.parent
        case createPage.parent.pageId
        case createPage.parent.databaseId
        case createPage.parent.dataSourceId
        case createPage.parent.workspace
        object createPage.parent.dataSourceId
        field data_source_id string required
        field type "data_source_id"
        object createPage.parent.databaseId
        field database_id string required
        field type "database_id"
        object createPage.parent.pageId
        field page_id string required
        field type "page_id"
        object createPage.parent.workspace
        field type "workspace"
        field workspace true required
        object createPage.properties map createPage.properties.value
        union createPage.properties.value
        case createPage.properties.value.title
        case createPage.properties.value.richText
        case createPage.properties.value.number
        case createPage.properties.value.url
        case createPage.properties.value.select
        case createPage.properties.value.multiSelect
        case createPage.properties.value.people
        case createPage.properties.value.email
        case createPage.properties.value.phoneNumber
        case createPage.properties.value.date
        case createPage.properties.value.checkbox
        case createPage.properties.value.relation
        case createPage.properties.value.files
        case createPage.properties.value.status
        case createPage.properties.value.place
        object createPage.properties.value.checkbox
        field checkbox boolean required
        field type "checkbox"
        object createPage.properties.value.date
        field date dateRequest? required
        field type "date"
        object createPage.properties.value.email
        field email string:1..100? required
        field type "email"
        object createPage.properties.value.files
        field files [createPage.properties.value.files.files.item]<=100 required
        field type "files"
        union createPage.properties.value.files.files.item
        case createPage.properties.value.files.files.item.file
        case createPage.properties.value.files.files.item.external
        case fileUploadWithOptionalNameRequest
        object createPage.properties.value.files.files.item.external
        field external externalFileRequest required
        field name string:1..100 required
        field type "external"
        object createPage.properties.value.files.files.item.file
        field file internalFileRequest required
        field name string:1..100 required
        field type "file"
        object createPage.properties.value.multiSelect
        field multi_select [createPage.properties.value.select.select]<=100 required
        field type "multi_select"
        object createPage.properties.value.number
        field number number? required
        field type "number"
        object createPage.properties.value.people
        field people [createPage.properties.value.people.people.item]<=100 required
        field type "people"
        union createPage.properties.value.people.people.item
        case partialUserObjectRequest
        case groupObjectRequest
        object createPage.properties.value.phoneNumber
        field phone_number string:1..100? required
        field type "phone_number"
        object createPage.properties.value.place
        field place createPage.properties.value.place.place? required
        field type "place"
        object createPage.properties.value.place.place
        field address string?
        field aws_place_id string?
        field google_place_id string?
        field lat number required
        field lon number required
        field name string?
        object createPage.properties.value.relation
        field relation [pagePositionSchema.1.after_block]<=100 required
        field type "relation"
        object createPage.properties.value.richText
        field rich_text [richTextItemRequest]<=100 required
        field type "rich_text"
        object createPage.properties.value.select
        field select createPage.properties.value.select.select? required
        field type "select"
        union createPage.properties.value.select.select
        case createPage.properties.value.select.select.1
        case createPage.properties.value.select.select.2
        object createPage.properties.value.select.select.1
        field color selectColor
        field description string:1..2000?
        field id string:1..100 required
        field name string:1..2000
        object createPage.properties.value.select.select.2
        field color selectColor
        field description string:1..2000?
        field id string:1..100
        field name string:1..2000 required
        object createPage.properties.value.status
        field status createPage.properties.value.select.select? required
        field type "status"
        object createPage.properties.value.title
        field title [richTextItemRequest]<=100 required
        field type "title"
        object createPage.properties.value.url
        field type "url"
        field url string:1..2000? required
        union createPage.template
        case createPage.template.1
        case createPage.template.2
        case createPage.template.3
        object createPage.template.1
        field type "none" required
        object createPage.template.2
        field timezone string
        field type "default" required
        object createPage.template.3
        field template_id string required
        field timezone string
        field type "template_id" required
        union datePropertyFilter
        case datePropertyFilter.1
        case datePropertyFilter.2
        case datePropertyFilter.3
        case datePropertyFilter.4
        case datePropertyFilter.5
        case datePropertyFilter.6
        case datePropertyFilter.7
        case datePropertyFilter.8
        case datePropertyFilter.9
        case datePropertyFilter.10
        case datePropertyFilter.11
        case datePropertyFilter.12
        case textPropertyFilter.7
        case textPropertyFilter.8
        object datePropertyFilter.1
        field equals string required
        object datePropertyFilter.10
        field next_week emptyObject required
        object datePropertyFilter.11
        field next_month emptyObject required
        object datePropertyFilter.12
        field next_year emptyObject required
        object datePropertyFilter.2
        field before string required
        object datePropertyFilter.3
        field after string required
        object datePropertyFilter.4
        field on_or_before string required
        object datePropertyFilter.5
        field on_or_after string required
        object datePropertyFilter.6
        field this_week emptyObject required
        object datePropertyFilter.7
        field past_week emptyObject required
        object datePropertyFilter.8
        field past_month emptyObject required
        object datePropertyFilter.9
        field past_year emptyObject required
        object dateRequest
        field end string?
        field start string required
        field time_zone string?
        object emptyObject
        object equationRichTextItemRequest
        field annotations annotationRequest
        field equation equationRichTextItemRequest.equation required
        field type "equation"
        object equationRichTextItemRequest.equation
        field expression string required
        union existencePropertyFilter
        case textPropertyFilter.7
        case textPropertyFilter.8
        object externalFileRequest
        field url string:1..2000 required
        object fileUploadIdRequest
        field id string required
        object fileUploadWithOptionalNameRequest
        field file_upload fileUploadIdRequest required
        field name string:1..100
        field type "file_upload"
        union groupFilterOperatorArray.item
        case groupFilterOperatorArray.item.title
        case groupFilterOperatorArray.item.richText
        case groupFilterOperatorArray.item.number
        case groupFilterOperatorArray.item.checkbox
        case groupFilterOperatorArray.item.select
        case groupFilterOperatorArray.item.multiSelect
        case groupFilterOperatorArray.item.status
        case groupFilterOperatorArray.item.date
        case groupFilterOperatorArray.item.people
        case groupFilterOperatorArray.item.files
        case groupFilterOperatorArray.item.url
        case groupFilterOperatorArray.item.email
        case groupFilterOperatorArray.item.phoneNumber
        case groupFilterOperatorArray.item.relation
        case groupFilterOperatorArray.item.createdBy
        case groupFilterOperatorArray.item.createdTime
        case groupFilterOperatorArray.item.lastEditedBy
        case groupFilterOperatorArray.item.lastEditedTime
        case groupFilterOperatorArray.item.formula
        case groupFilterOperatorArray.item.uniqueId
        case groupFilterOperatorArray.item.rollup
        case groupFilterOperatorArray.item.verification
        case timestampCreatedTimeFilter
        case timestampLastEditedTimeFilter
        case groupFilterOperatorArray.item.25
        case groupFilterOperatorArray.item.26
        object groupFilterOperatorArray.item.25
        field or [propertyOrTimestampFilter]<=100 required
        object groupFilterOperatorArray.item.26
        field and [propertyOrTimestampFilter]<=100 required
        object groupFilterOperatorArray.item.checkbox
        field checkbox checkboxPropertyFilter required
        field property string required
        field type "checkbox"
        object groupFilterOperatorArray.item.createdBy
        field created_by peoplePropertyFilter required
        field property string required
        field type "created_by"
        object groupFilterOperatorArray.item.createdTime
        field created_time datePropertyFilter required
        field property string required
        field type "created_time"
        object groupFilterOperatorArray.item.date
        field date datePropertyFilter required
        field property string required
        field type "date"
        object groupFilterOperatorArray.item.email
        field email textPropertyFilter required
        field property string required
        field type "email"
        object groupFilterOperatorArray.item.files
        field files existencePropertyFilter required
        field property string required
        field type "files"
        object groupFilterOperatorArray.item.formula
        field formula any required
        field property string required
        field type "formula"
        object groupFilterOperatorArray.item.lastEditedBy
        field last_edited_by peoplePropertyFilter required
        field property string required
        field type "last_edited_by"
        object groupFilterOperatorArray.item.lastEditedTime
        field last_edited_time datePropertyFilter required
        field property string required
        field type "last_edited_time"
        object groupFilterOperatorArray.item.multiSelect
        field multi_select multiSelectPropertyFilter required
        field property string required
        field type "multi_select"
        object groupFilterOperatorArray.item.number
        field number numberPropertyFilter required
        field property string required
        field type "number"
        object groupFilterOperatorArray.item.people
        field people peoplePropertyFilter required
        field property string required
        field type "people"
        object groupFilterOperatorArray.item.phoneNumber
        field phone_number textPropertyFilter required
        field property string required
        field type "phone_number"
        object groupFilterOperatorArray.item.relation
        field property string required
        field relation peoplePropertyFilter required
        field type "relation"
        object groupFilterOperatorArray.item.richText
        field property string required
        field rich_text textPropertyFilter required
        field type "rich_text"
        object groupFilterOperatorArray.item.rollup
        field property string required
        field rollup any required
        field type "rollup"
        object groupFilterOperatorArray.item.select
        field property string required
        field select selectPropertyFilter required
        field type "select"
        object groupFilterOperatorArray.item.status
        field property string required
        field status selectPropertyFilter required
        field type "status"
        object groupFilterOperatorArray.item.title
        field property string required
        field title textPropertyFilter required
        field type "title"
        object groupFilterOperatorArray.item.uniqueId
        field property string required
        field type "unique_id"
        field unique_id numberPropertyFilter required
        object groupFilterOperatorArray.item.url
        field property string required
        field type "url"
        field url textPropertyFilter required
        object groupFilterOperatorArray.item.verification
        field property string required
        field type "verification"
        field verification verificationPropertyStatusFilter required
        object groupObjectRequest
        field id string required
        field name string?
        field object "group"
        object internalFileRequest
        field expiry_time string
        field url string required
        object mentionRichTextItemRequest
        field annotations annotationRequest
        field mention mentionRichTextItemRequest.mention required
        field type "mention"
        union mentionRichTextItemRequest.mention
        case mentionRichTextItemRequest.mention.user
        case mentionRichTextItemRequest.mention.date
        case mentionRichTextItemRequest.mention.page
        case mentionRichTextItemRequest.mention.database
        case mentionRichTextItemRequest.mention.templateMention
        case mentionRichTextItemRequest.mention.customEmoji
        object mentionRichTextItemRequest.mention.customEmoji
        field custom_emoji mentionRichTextItemRequest.mention.customEmoji.custom_emoji required
        field type "custom_emoji"
        object mentionRichTextItemRequest.mention.customEmoji.custom_emoji
        field id string required
        field name string
        field url string
        object mentionRichTextItemRequest.mention.database
        field database mentionRichTextItemRequest.mention.database.database required
        field type "database"
        object mentionRichTextItemRequest.mention.database.database
        field id string required
        object mentionRichTextItemRequest.mention.date
        field date dateRequest required
        field type "date"
        object mentionRichTextItemRequest.mention.page
        field page mentionRichTextItemRequest.mention.page.page required
        field type "page"
        object mentionRichTextItemRequest.mention.page.page
        field id string required
        object mentionRichTextItemRequest.mention.templateMention
        field template_mention templateMentionRequest required
        field type "template_mention"
        object mentionRichTextItemRequest.mention.user
        field type "user"
        field user partialUserObjectRequest required
        object movePage
        field parent movePage.parent required
        union movePage.parent
        case movePage.parent.1
        case movePage.parent.2
        object movePage.parent.1
        field page_id string required
        field type "page_id"
        object movePage.parent.2
        field data_source_id string required
        field type "data_source_id"
        union multiSelectPropertyFilter
        case textPropertyFilter.3
        case textPropertyFilter.4
        case textPropertyFilter.7
        case textPropertyFilter.8
        union numberPropertyFilter
        case numberPropertyFilter.1
        case numberPropertyFilter.2
        case numberPropertyFilter.3
        case numberPropertyFilter.4
        case numberPropertyFilter.5
        case numberPropertyFilter.6
        case textPropertyFilter.7
        case textPropertyFilter.8
        object numberPropertyFilter.1
        field equals number required
        object numberPropertyFilter.2
        field does_not_equal number required
        object numberPropertyFilter.3
        field greater_than number required
        object numberPropertyFilter.4
        field less_than number required
        object numberPropertyFilter.5
        field greater_than_or_equal_to number required
        object numberPropertyFilter.6
        field less_than_or_equal_to number required
        union pagePositionSchema
        case pagePositionSchema.1
        case pagePositionSchema.2
        case pagePositionSchema.3
        object pagePositionSchema.1
        field after_block pagePositionSchema.1.after_block required
        field type "after_block" required
        object pagePositionSchema.1.after_block
        field id string required
        object pagePositionSchema.2
        field type "page_start" required
        object pagePositionSchema.3
        field type "page_end" required
        object parentOfDataSourceRequest
        field database_id string required
        field type "database_id"
        object partialUserObjectRequest
        field id string required
        field object "user"
        union peoplePropertyFilter
        case peoplePropertyFilter.1
        case peoplePropertyFilter.2
        case textPropertyFilter.7
        case textPropertyFilter.8
        object peoplePropertyFilter.1
        field contains string required
        object peoplePropertyFilter.2
        field does_not_contain string required
        union propertyOrTimestampFilter
        case groupFilterOperatorArray.item.title
        case groupFilterOperatorArray.item.richText
        case groupFilterOperatorArray.item.number
        case groupFilterOperatorArray.item.checkbox
        case groupFilterOperatorArray.item.select
        case groupFilterOperatorArray.item.multiSelect
        case groupFilterOperatorArray.item.status
        case groupFilterOperatorArray.item.date
        case groupFilterOperatorArray.item.people
        case groupFilterOperatorArray.item.files
        case groupFilterOperatorArray.item.url
        case groupFilterOperatorArray.item.email
        case groupFilterOperatorArray.item.phoneNumber
        case groupFilterOperatorArray.item.relation
        case groupFilterOperatorArray.item.createdBy
        case groupFilterOperatorArray.item.createdTime
        case groupFilterOperatorArray.item.lastEditedBy
        case groupFilterOperatorArray.item.lastEditedTime
        case groupFilterOperatorArray.item.formula
        case groupFilterOperatorArray.item.uniqueId
        case groupFilterOperatorArray.item.rollup
        case groupFilterOperatorArray.item.verification
        case timestampCreatedTimeFilter
        case timestampLastEditedTimeFilter
        object queryDataSource
        field filter queryDataSource.filter
        field in_trash boolean
        field page_size number
        field result_type queryDataSource.result_type
        field sorts [queryDataSource.sorts.item]
        field start_cursor string:uuid
        field is_archived boolean
        union queryDataSource.filter
        case queryDataSource.filter.1
        case queryDataSource.filter.2
        case groupFilterOperatorArray.item.title
        case groupFilterOperatorArray.item.richText
        case groupFilterOperatorArray.item.number
        case groupFilterOperatorArray.item.checkbox
        case groupFilterOperatorArray.item.select
        case groupFilterOperatorArray.item.multiSelect
        case groupFilterOperatorArray.item.status
        case groupFilterOperatorArray.item.date
        case groupFilterOperatorArray.item.people
        case groupFilterOperatorArray.item.files
        case groupFilterOperatorArray.item.url
        case groupFilterOperatorArray.item.email
        case groupFilterOperatorArray.item.phoneNumber
        case groupFilterOperatorArray.item.relation
        case groupFilterOperatorArray.item.createdBy
        case groupFilterOperatorArray.item.createdTime
        case groupFilterOperatorArray.item.lastEditedBy
        case groupFilterOperatorArray.item.lastEditedTime
        case groupFilterOperatorArray.item.formula
        case groupFilterOperatorArray.item.uniqueId
        case groupFilterOperatorArray.item.rollup
        case groupFilterOperatorArray.item.verification
        case timestampCreatedTimeFilter
        case timestampLastEditedTimeFilter
        object queryDataSource.filter.1
        field or [groupFilterOperatorArray.item]<=100 required
        object queryDataSource.filter.2
        field and [groupFilterOperatorArray.item]<=100 required
        union queryDataSource.result_type
        case "page"
        case "data_source"
        union queryDataSource.sorts.item
        case queryDataSource.sorts.item.1
        case queryDataSource.sorts.item.2
        object queryDataSource.sorts.item.1
        field direction queryDataSource.sorts.item.1.direction required
        field property string required
        union queryDataSource.sorts.item.1.direction
        case "ascending"
        case "descending"
        object queryDataSource.sorts.item.2
        field direction queryDataSource.sorts.item.1.direction required
        field timestamp queryDataSource.sorts.item.2.timestamp required
        union queryDataSource.sorts.item.2.timestamp
        case "created_time"
        case "last_edited_time"
        union richTextItemRequest
        case textRichTextItemRequest
        case mentionRichTextItemRequest
        case equationRichTextItemRequest
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
        object search
        field filter search.filter
        field page_size number
        field query string
        field sort search.sort
        field start_cursor string:uuid
        object search.filter
        field property "object" required
        field value queryDataSource.result_type required
        field in_trash boolean
        object search.sort
        field direction queryDataSource.sorts.item.1.direction required
        field timestamp "last_edited_time" required
        union selectColor
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
        union selectPropertyFilter
        case textPropertyFilter.1
        case textPropertyFilter.2
        case textPropertyFilter.7
        case textPropertyFilter.8
        object templateMentionDateTemplateMentionRequest
        field template_mention_date templateMentionDateTemplateMentionRequest.template_mention_date required
        field type "template_mention_date"
        union templateMentionDateTemplateMentionRequest.template_mention_date
        case "today"
        case "now"
        union templateMentionRequest
        case templateMentionDateTemplateMentionRequest
        case templateMentionUserTemplateMentionRequest
        object templateMentionUserTemplateMentionRequest
        field template_mention_user "me" required
        field type "template_mention_user"
        union textPropertyFilter
        case textPropertyFilter.1
        case textPropertyFilter.2
        case textPropertyFilter.3
        case textPropertyFilter.4
        case textPropertyFilter.5
        case textPropertyFilter.6
        case textPropertyFilter.7
        case textPropertyFilter.8
        object textPropertyFilter.1
        field equals string required
        object textPropertyFilter.2
        field does_not_equal string required
        object textPropertyFilter.3
        field contains string required
        object textPropertyFilter.4
        field does_not_contain string required
        object textPropertyFilter.5
        field starts_with string required
        object textPropertyFilter.6
        field ends_with string required
        object textPropertyFilter.7
        field is_empty true required
        object textPropertyFilter.8
        field is_not_empty true required
        object textRichTextItemRequest
        field annotations annotationRequest
        field text textRichTextItemRequest.text required
        field type "text"
        object textRichTextItemRequest.text
        field content string:0..2000 required
        field link textRichTextItemRequest.text.link?
        object textRichTextItemRequest.text.link
        field url string required
        object timestampCreatedTimeFilter
        field created_time datePropertyFilter required
        field timestamp "created_time" required
        field type "created_time"
        object timestampLastEditedTimeFilter
        field last_edited_time datePropertyFilter required
        field timestamp "last_edited_time" required
        field type "last_edited_time"
        object updateDataSource
        field icon any?
        field in_trash boolean
        field parent parentOfDataSourceRequest
        field properties updateDataSource.properties
        field title [richTextItemRequest]<=100
        field archived boolean
        object updateDataSource.properties map updateDataSource.properties.value?
        union updateDataSource.properties.value
        case updateDataSource.properties.value.1
        case updateDataSource.properties.value.2
        case updateDataSource.properties.value.3
        case updateDataSource.properties.value.4
        case updateDataSource.properties.value.5
        case updateDataSource.properties.value.6
        case updateDataSource.properties.value.7
        case updateDataSource.properties.value.8
        case updateDataSource.properties.value.9
        case updateDataSource.properties.value.10
        case updateDataSource.properties.value.11
        case updateDataSource.properties.value.12
        case updateDataSource.properties.value.13
        case updateDataSource.properties.value.14
        case updateDataSource.properties.value.15
        case updateDataSource.properties.value.16
        case updateDataSource.properties.value.17
        case updateDataSource.properties.value.18
        case updateDataSource.properties.value.19
        case updateDataSource.properties.value.20
        case updateDataSource.properties.value.21
        case updateDataSource.properties.value.22
        case updateDataSource.properties.value.23
        object updateDataSource.properties.value.1
        field description string:1..280?
        field name string
        field number updateDataSource.properties.value.1.number required
        field type "number"
        object updateDataSource.properties.value.1.number
        field format string
        object updateDataSource.properties.value.10
        field description string:1..280?
        field name string
        field rich_text emptyObject required
        field type "rich_text"
        object updateDataSource.properties.value.11
        field description string:1..280?
        field name string
        field type "url"
        field url emptyObject required
        object updateDataSource.properties.value.12
        field description string:1..280?
        field name string
        field people emptyObject required
        field type "people"
        object updateDataSource.properties.value.13
        field description string:1..280?
        field files emptyObject required
        field name string
        field type "files"
        object updateDataSource.properties.value.14
        field description string:1..280?
        field email emptyObject required
        field name string
        field type "email"
        object updateDataSource.properties.value.15
        field description string:1..280?
        field name string
        field phone_number emptyObject required
        field type "phone_number"
        object updateDataSource.properties.value.16
        field date emptyObject required
        field description string:1..280?
        field name string
        field type "date"
        object updateDataSource.properties.value.17
        field checkbox emptyObject required
        field description string:1..280?
        field name string
        field type "checkbox"
        object updateDataSource.properties.value.18
        field created_by emptyObject required
        field description string:1..280?
        field name string
        field type "created_by"
        object updateDataSource.properties.value.19
        field created_time emptyObject required
        field description string:1..280?
        field name string
        field type "created_time"
        object updateDataSource.properties.value.2
        field description string:1..280?
        field formula updateDataSource.properties.value.2.formula required
        field name string
        field type "formula"
        object updateDataSource.properties.value.2.formula
        field expression string
        object updateDataSource.properties.value.20
        field description string:1..280?
        field last_edited_by emptyObject required
        field name string
        field type "last_edited_by"
        object updateDataSource.properties.value.21
        field description string:1..280?
        field last_edited_time emptyObject required
        field name string
        field type "last_edited_time"
        object updateDataSource.properties.value.22
        field description string:1..280?
        field name string
        field place emptyObject required
        field type "place"
        object updateDataSource.properties.value.23
        field name string required
        object updateDataSource.properties.value.3
        field description string:1..280?
        field name string
        field select updateDataSource.properties.value.3.select required
        field type "select"
        object updateDataSource.properties.value.3.select
        field options [updateDataSource.properties.value.3.select.options.item]<=100
        union updateDataSource.properties.value.3.select.options.item
        case updateDataSource.properties.value.3.select.options.item.1
        case updateDataSource.properties.value.3.select.options.item.2
        object updateDataSource.properties.value.3.select.options.item.1
        field color selectColor
        field description string?
        field id string
        field name string required
        object updateDataSource.properties.value.3.select.options.item.2
        field color selectColor
        field description string?
        field id string required
        field name string
        object updateDataSource.properties.value.4
        field description string:1..280?
        field multi_select updateDataSource.properties.value.3.select required
        field name string
        field type "multi_select"
        object updateDataSource.properties.value.5
        field description string:1..280?
        field name string
        field status emptyObject required
        field type "status"
        object updateDataSource.properties.value.6
        field description string:1..280?
        field name string
        field relation updateDataSource.properties.value.6.relation required
        field type "relation"
        union updateDataSource.properties.value.6.relation
        case updateDataSource.properties.value.6.relation.1
        case updateDataSource.properties.value.6.relation.2
        object updateDataSource.properties.value.6.relation.1
        field data_source_id string required
        field single_property emptyObject required
        field type "single_property"
        object updateDataSource.properties.value.6.relation.2
        field data_source_id string required
        field dual_property updateDataSource.properties.value.6.relation.2.dual_property required
        field type "dual_property"
        object updateDataSource.properties.value.6.relation.2.dual_property
        field synced_property_id string
        field synced_property_name string
        object updateDataSource.properties.value.7
        field description string:1..280?
        field name string
        field rollup updateDataSource.properties.value.7.rollup required
        field type "rollup"
        union updateDataSource.properties.value.7.rollup
        case updateDataSource.properties.value.7.rollup.1
        case updateDataSource.properties.value.7.rollup.2
        case updateDataSource.properties.value.7.rollup.3
        case updateDataSource.properties.value.7.rollup.4
        object updateDataSource.properties.value.7.rollup.1
        field function rollupFunction required
        field relation_property_name string required
        field rollup_property_name string required
        object updateDataSource.properties.value.7.rollup.2
        field function rollupFunction required
        field relation_property_id string required
        field rollup_property_name string required
        object updateDataSource.properties.value.7.rollup.3
        field function rollupFunction required
        field relation_property_name string required
        field rollup_property_id string required
        object updateDataSource.properties.value.7.rollup.4
        field function rollupFunction required
        field relation_property_id string required
        field rollup_property_id string required
        object updateDataSource.properties.value.8
        field description string:1..280?
        field name string
        field type "unique_id"
        field unique_id updateDataSource.properties.value.8.unique_id required
        object updateDataSource.properties.value.8.unique_id
        field prefix string?
        object updateDataSource.properties.value.9
        field description string:1..280?
        field name string
        field title emptyObject required
        field type "title"
        object updatePage
        field cover any?
        field erase_content boolean
        field icon any?
        field in_trash boolean
        field is_locked boolean
        field properties createPage.properties
        field template updatePage.template
        field archived boolean
        union updatePage.template
        case createPage.template.2
        case createPage.template.3
        object verificationPropertyStatusFilter
        field status verificationPropertyStatusFilter.status required
        union verificationPropertyStatusFilter.status
        case "verified"
        case "expired"
        case "none"
        """
}
